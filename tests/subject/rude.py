# ruff: noqa: C901, PLR0912, PLR0915, PTH123, T201
"""A program that speaks the protocol, and breaks it in the way that its first argument names; the rest is for that way.

    python -I -S rude.py WAY [FILE]

It knows nothing of gitscen. The ways `well`, `counts`, `children`, `environment` and `echoes` do not break it.
"""

import json
import os
import signal
import subprocess
import sys
import time

OPERATIONS = ["switch", "commit", "push", "sync", "resolve", "interrupt", "recover"]


def say(told: object) -> None:
    print(json.dumps(told), flush=True)


def hello(way: str) -> None:
    told: dict[str, object] = {"gitscen": 1, "name": f"rude {way}", "operations": OPERATIONS}
    match way:
        case "version":
            told["gitscen"] = 2
        case "boasts":
            told["operations"] = ["fly"]
        case "no-push":
            told["operations"] = ["switch", "commit"]
        case "parks":
            told["policies"] = {"switch": ["park"], "sync": ["merge"]}
        case "carries":
            told["policies"] = {"switch": ["carry"]}
        case _:
            pass
    say(told)


def operate(way: str, line: str, rest: list[str]) -> None:
    done = {"status": "done"}
    match way:
        case "nonsense":
            print("Traceback, or a greeting", flush=True)
        case "half":
            sys.stdout.write('{"status": "do')
            sys.exit(0)
        case "dies":
            print("last words", file=sys.stderr, flush=True)
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exits":
            sys.exit(7)
        case "hangs" | "half-hangs":
            sys.stdout.write('{"sta' if way == "half-hangs" else "")
            sys.stdout.flush()
            time.sleep(600)
        case "floods-stderr":
            sys.stderr.write("flood " * 200_000 + "\nlast words\n")
            sys.stderr.flush()
            say({"status": "dunno"})
        case "floods-stdout":
            while True:
                sys.stdout.write("flood " * 10_000)
        case "floods-lines":
            while True:
                say(done)
        case "twice":
            sys.stdout.write('{"status": "done"}\n{"status": "failed", "reason": "no"}\n')
            sys.stdout.flush()
        case "afterthought":
            say(done)
            say({"status": "failed", "reason": "no"})
        case "status":
            say({"status": "dunno"})
        case "key":
            say({"status": "done", "branch": "main"})
        case "introduces":
            hello("well")
        case "path":
            say({"status": "resolved", "resolved": [{"path": '"caf\\9"', "kind": "UU"}]})
        case "not-utf8":
            sys.stdout.buffer.write(b'{"status": "done", "reason": "caf\xe9"}\n')
            sys.stdout.flush()
        case "mute":
            os.close(1)
            time.sleep(600)
        case "leaves":
            say(done)
            sys.exit(0)
        case "settles":
            say({"status": "resolved", "resolved": [{"path": '"caf\\351"', "kind": "DU"}]})
        case "counts":
            with open(rest[0], "a") as log:
                print(os.getpid(), file=log)
            subprocess.run(["git", "commit", "--dry-run", "-q"], stdout=subprocess.DEVNULL, check=False)
            say(done)
        case "children":
            for options in ({}, {"start_new_session": True}, {"process_group": 0}):
                child = subprocess.Popen(["sleep", "600"], **options)
                with open(rest[0], "a") as log:
                    print(child.pid, file=log)
            say(done)
        case "outside":
            with open("../outside/mine", "w") as file:
                file.write("mine")
            say({"status": "failed", "reason": "no"})
        case "environment":
            with open(rest[0], "a") as log:
                print(os.getpid(), os.environ.get("LC_ALL"), file=log)
            say({"status": "refused", "reason": "no"})
        case "echoes":
            with open(rest[0], "a") as log:
                log.write(line)
            say(done)
        case _:
            say(done)


def main(way: str, *rest: str) -> None:
    if way == "deaf":
        hello(way)
        sys.stdin.readline()
        sys.stdin.readline()
        say({"status": "done"})
        time.sleep(600)
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "hello":
            hello(way)
        elif request["op"] == "open":
            say({"status": "refused", "reason": "not here"} if way == "refuses" else {"status": "done"})
        elif request["op"] == "close":
            if way == "clings":
                say({"status": "done"})
                time.sleep(600)
            if way == "chatters":
                say({"status": "done"})
                print("bye")
                return
            say({"status": "refused" if way == "stays" else "done"})
            return
        else:
            operate(way, line, list(rest))


main(*sys.argv[1:])
