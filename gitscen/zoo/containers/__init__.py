"""Containers with one mistake each: the built-in one with one part put in the place of its own.

    python -m gitscen.zoo.containers AnswersAgain        # in place of the container's own command line

With `--kill MOMENT` it is killed there besides, as gitscen.session.fault does it. Each class is a mistake.
"""
