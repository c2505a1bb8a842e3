# The commands of this repository. .ci/check runs `make check` and `make test`, so there is one list of checks.
.PHONY: serve check fix test formatting lint types imports django templates frontend spelling

# Start the playground and print its address.
serve:
	uv run playground

# Everything that reads the code without running the tests; `make lint` and the like run one part.
check: formatting lint types imports django templates frontend spelling

# Correct what can be corrected automatically.
fix:
	uv run ruff check --fix .
	uv run ruff format .
	.ci/biome check --write

test:
	uv run pytest

formatting:
	uv run ruff format --check .

lint:
	uv run ruff check .

types:
	uv run mypy

imports:
	uv run lint-imports --no-cache

django:
	uv run python manage.py check --fail-level WARNING
	uv run python manage.py makemigrations --check --dry-run

templates:
	uv run djlint templates --lint --quiet

# Scripts and styles.
frontend:
	.ci/biome check

# Tracked files only: the home folder and the environment contain other people's words.
spelling:
	git ls-files -z | xargs -0 uv run codespell
