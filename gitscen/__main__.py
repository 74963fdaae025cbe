"""`python -m gitscen` is the command `gitscen`."""

from gitscen.cli.entry import main

if __name__ == "__main__":
    main()
