#!/bin/sh
# A container's git workflow as it is usually written, and the lines that let gitscen ask it: plain POSIX sh.
# Read it for the protocol, not for its git: gitscen run --workflow "sh adapter.sh" tells which work it loses.
# Requests are flat, so sed is enough to read them. What it does not read, \u escapes, it refuses.

# --- the workflow: what is under test ---

switch_branch() { # branch, start: stash what is there, switch, pop what was stashed here before
    git stash push -m "leaving $(git branch --show-current) for $1"
    if git show-ref --quiet "refs/heads/$1" "refs/remotes/$remote/$1"; then
        git checkout "$1" || return
    else
        git checkout -b "$1" ${2:+"$2"} || return
    fi
    if git stash list | grep -q "leaving $1 for"; then git stash pop; fi
}

commit() { # message, paths: commit these, a line each as git quotes them, or everything
    if [ -n "$2" ]; then
        printf '%s\n' "$2" | git add --pathspec-from-file=- || return
        printf '%s\n' "$2" | git commit -m "$1" --pathspec-from-file=-
    else
        git add -A && { git diff --cached --quiet || git commit -m "$1"; }
    fi
}

push() { # push; if that is rejected, rebase; if that stops, merge; then push again
    git push "$remote" HEAD && return
    integrate "$(git branch --show-current)"
    git push "$remote" HEAD || echo "push failed, the next one will bring it along" >&2
}

integrate() { # branch: bring in what the remote has of it
    if [ "$integration" != merge ]; then
        git pull --rebase "$remote" "$1" && return
        git rebase --abort
    fi
    git pull --no-rebase --no-edit "$remote" "$1" || resolve
}

resolve() { # local wins where both sides modified a file
    conflicts=$(git status --porcelain | sed -n 's/^UU //p')
    if [ -n "$conflicts" ]; then
        printf '%s\n' "$conflicts" | git checkout --ours --pathspec-from-file=- || return
        printf '%s\n' "$conflicts" | git add --pathspec-from-file=- && git commit --no-edit
        printf '%s\n' "$conflicts" | sed 's/^/resolved: /' >&2
    else
        echo "no conflict" >&2
    fi
}

interrupt() { # job: end it, wait two seconds at most, and keep what it wrote
    if [ -n "$1" ]; then
        kill -s INT "$1"
        for _ in 1 2 3 4 5 6 7 8 9 10; do kill -s 0 "$1" && sleep 0.2; done
    fi
    git add -A
    git diff --cached --quiet || git commit -m "WIP: Interrupted"
}

recover() { # whatever was going on, start afresh
    git merge --abort
    git rebase --abort
    git cherry-pick --abort
    git reset --hard
}

# --- the protocol: a request a line, an answer a line ---

text() { # key: the text of that key in $line, nothing for null. \\ goes first, so that \\n stays two letters
    printf '%b' "$(printf '%s\n' "$line" | sed -n -E \
        -e 's/.*"'"$1"'" *: *"(([^"\\]|\\.)*)".*/\1/; t found' -e d -e ': found' \
        -e 's/\\\\/\\0134/g; s/\\(["\/])/\1/g' -e p)"
}

paths() { # the paths of a commit, a line each
    printf '%s\n' "$line" | sed -n -E 's/.*"paths" *: *\[ *"(([^]"\\]|\\.|]|", *")*)" *\].*/\1/p' |
        sed -E 's/", *"/\
/g; s/\\(["\\\/])/\1/g'
}

number() { # key
    printf '%s\n' "$line" | sed -n -E 's/.*"'"$1"'" *: *([0-9]+).*/\1/p'
}

json() { # lines as they stand between the quotes of a JSON string
    LC_ALL=C tr -cd ' -~\n' | sed 's/[\\"]/\\&/g'
}

ask() { # operation, arguments: carry it out, and answer from how it ended and what it said
    if said=$("$@" 2>&1 > /dev/null); then
        resolved=$(printf '%s\n' "$said" | sed -n 's/^resolved: //p' | json | sed 's/.*/{"path":"&","kind":"UU"}/')
        if [ -n "$resolved" ]; then
            answer resolved ",\"resolved\":[$(printf '%s\n' "$resolved" | paste -sd, -)]"
        else
            answer done
        fi
    else
        why=$(printf '%s\n' "$said" | grep -E '^(fatal|error):' || printf '%s\n' "$said" | tail -n 1)
        answer failed ",\"reason\":\"$1: $(printf '%s\n' "$why" | head -n 1 | json)\""
    fi
    printf '%s\n' "$said" >&2
}

answer() { # status, more keys
    printf '{"status":"%s"%s}\n' "$1" "$2"
}

while IFS= read -r line; do
    case $line in
    *\\u*) # a \u escape, or a backslash and a u
        case $(printf '%s\n' "$line" | sed 's/\\\\//g') in
        *\\u*) answer refused ',"reason":"this adapter reads no \\u escapes"' && continue ;;
        esac
        ;;
    esac
    case $line in # the op stands first, with one space behind each colon and comma
    '{"gitscen": 1, "op": "hello"'*)
        echo '{"gitscen":1,"name":"naive shell workflow","operations":["switch","commit","push","sync","resolve",' \
            '"interrupt","recover"],"policies":{"switch":["park"],"sync":["rebase-then-merge","merge"]}}'
        ;;
    '{"op": "open"'*)
        remote=$(text remote) integration=$(text integration)
        if cd "$(text workspace)"; then answer done; else answer failed ',"reason":"there is no such folder"'; fi
        ;;
    '{"op": "switch"'*) ask switch_branch "$(text branch)" "$(text start)" ;;
    '{"op": "commit"'*) ask commit "$(text message)" "$(paths)" ;;
    '{"op": "push"'*) ask push ;;
    '{"op": "sync"'*) branch=$(text source) && ask integrate "${branch:-$(git branch --show-current)}" ;;
    '{"op": "resolve"'*) ask resolve ;;
    '{"op": "interrupt"'*) ask interrupt "$(number job)" ;;
    '{"op": "recover"'*) ask recover ;;
    '{"op": "close"'*) answer done && exit ;;
    *) answer unsupported ',"reason":"this adapter does not know that"' ;;
    esac
done
