"""``python -m siharat``: the command line."""

from siharat.cli import main

if __name__ == "__main__":
    main(prog_name="siharat")
