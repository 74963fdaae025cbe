"""The `do` steps of a story as shell commands. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from gitscen.names import unquote_path
from gitscen.scenario import acts
from gitscen.tell.damage import damage_lines
from gitscen.tell.files import Files
from gitscen.tell.remote import Remote
from gitscen.tell.shellword import expanded, word
from gitscen.world.program import program_text


class Acts:
    """Turns steps into commands, and knows where the last one left the shell."""

    def __init__(self, files: Files, remotes: Mapping[str, Remote]) -> None:
        """Share what is known of files and remotes with what came before; the shell is at no known place."""
        self._files, self._remotes = files, remotes
        self._place = ""
        self._who = ""
        self._peers: set[str] = set()
        self._known = True

    def go(self, place: str, who: str = "dev") -> Iterator[str]:
        """Yield what makes `who` the author of the next commits, and a folder of the world the current one."""
        if who != self._who:
            self._who = who
            yield f"by {who.capitalize()} {who}"
        if place != self._place:
            self._place = place
            yield f'cd "$world"/{word(place)}'

    def leave(self) -> None:
        """Take note that other commands have moved the shell."""
        self._place = ""

    def lines(self, step: acts.DoStep) -> Iterator[str]:  # noqa: C901 - one case a kind of step
        """Yield the commands of a step."""
        match step:
            case acts.Write():
                yield from self.go("workspace")
                yield from self._files.edit(step)
            case acts.Stage():
                yield from self.go("workspace")
                paths = " ".join(word(unquote_path(path)) for path in step.paths)
                yield f"git --literal-pathspecs add -A -- {paths}" if paths else "git add -A"
            case acts.Commit():
                yield from self.go("workspace")
                yield from self._files.edit(step)
                yield "git add -A"
                yield f"git commit -q -m {word(step.message)}"
            case acts.Push():
                yield from self.go("elsewhere", step.as_)
                yield from self._remotes[step.to].push(step)
            case acts.Git():
                yield from self._git(step)
            case acts.Config():
                yield from self.go("workspace")
                scope = "" if step.where == "workspace" else "--global "
                yield from (f"git config {scope}--replace-all {word(k)} {expanded(v)}" for k, v in step.set.items())
            case acts.Environment():
                yield from self._identity(known=step.identity)
            case acts.Hook():
                yield from self._hook(step)
            case acts.DoDamage():
                yield from self.go("workspace")
                yield from damage_lines(step.damage, step.of)
            case acts.Job():
                yield from self.go("workspace")
                yield from self._files.write(step.files)
                yield "sleep 600 & job=$!"
            case acts.Nest():
                yield from self._nest(step)
            case _:
                assert_never(step)

    def _git(self, step: acts.Git) -> Iterator[str]:
        if step.as_ is None:
            yield from self.go(f"workspace/{step.in_}" if step.in_ else "workspace")
        else:
            place = f"peers/{step.as_}"
            if step.as_ not in self._peers:
                self._peers.add(step.as_)
                yield f'git clone -q --template= -- "file://$world/origin.git" "$world"/{place}'
            yield from self.go(place, step.as_)
            yield "git fetch -q --prune origin"
        ends = f" || [ $? = {step.code} ]" if step.code else ""
        yield f"git {' '.join(map(expanded, step.args))}{ends}"

    def _identity(self, *, known: bool) -> Iterator[str]:
        """Yield what makes git know an identity or none. The rest of an environment is the workflow's alone."""
        if known is self._known:
            return
        self._known = known
        if known:
            yield "git config --global user.name Dev && git config --global user.email dev@example.invalid"
        else:
            yield "git config --global --unset user.name; git config --global --unset user.email"
        yield f"git config --global user.useConfigOnly {'false' if known else 'true'}"

    def _hook(self, step: acts.Hook) -> Iterator[str]:
        if step.where != "workspace":
            self._remotes[step.where].hooked = True
        yield from self.go("workspace/.git" if step.where == "workspace" else f"{step.where}.git")
        yield "mkdir -p hooks"
        yield f"cat > hooks/{step.name} <<'EOF'\n{program_text(step.does)}EOF"
        yield f"chmod +x hooks/{step.name}"

    def _nest(self, step: acts.Nest) -> Iterator[str]:
        place = unquote_path(step.path)
        yield from self.go("workspace")
        yield f"mkdir -p -- {word(place)}"
        self._place = ""
        yield f"cd -- {word(place)}"
        inside = Files()
        yield "git init -q --template="
        yield from inside.write(step.files)
        yield "git add -A && git commit -q --allow-empty -m nested"
        yield from inside.write(step.untracked)
