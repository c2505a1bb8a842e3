"""A short code that makes much of little is refused before it takes seconds or fills the memory."""

import tracemalloc

import pytest

from playground.recall.code.pasted import TOO_COMPLEX, read_pasted
from tests.cpu import cpu_limit
from tests.specs import SPECS

ALL = list(SPECS.values())
TEXT = "x" * 180_000
DOUBLED = range(13)
SLOW = {
    "Python": 'import requests\na=["x","x"]\n' + "a=[a,a]\n" * 13 + "f(a)\n" * 4900,
    "Python requests": 'import requests\na={"prompt":"x"}\n' + "a=[a,a]\n" * 12 + 'r.post("/",a)\n' * 1700,
    "Python headers": 'import requests\na=["x"]\n' + "a=[a,a]\n" * 12 + 'r.post("a/b",headers={"x-key":a})\n' * 1000,
    "JavaScript": 'const a0=["x","x"];\n'
    + "".join(f"const a{n + 1}=[a{n},a{n}];\n" for n in DOUBLED)
    + "f(a13)\n" * 4500
    + 'fetch("/")',
    "PowerShell": '$a0=@("x","x")\n'
    + "".join(f"$a{n + 1}=@{{a=$a{n};b=$a{n}}}\n" for n in DOUBLED)
    + "$a13.x.y\n" * 3000
    + "Invoke-RestMethod a/b",
}
LARGE = {
    "shell": f"B={TEXT}\n" + "".join(f"V{n}=$B\n" for n in range(4500)) + "curl x/y\n",
    "Python": f'import requests\nb="{TEXT}"\n' + "".join(f'v{n}=b+"y"\n' for n in range(2800)),
    "Python dictionaries": "import requests\nb={"
    + ",".join(f"'{n}':1" for n in range(3000))
    + "}\n"
    + "".join(f"v{n}={{**b}}\n" for n in range(900)),
    "JavaScript": f'const b="{TEXT}";\n' + "".join(f'const v{n}=b+"y";\n' for n in range(2500)) + 'fetch("a/b")',
    "PowerShell": f'$b="{TEXT}"\n' + "".join(f'$v{n}=$b+"y"\n' for n in range(2500)) + "Invoke-RestMethod a/b",
}


@pytest.mark.parametrize("language", SLOW)
def test_values_are_not_counted_again_and_again(language: str) -> None:
    with cpu_limit(3, language):
        assert read_pasted(SLOW[language], ALL).spec is None


@pytest.mark.parametrize("language", LARGE)
def test_texts_are_not_copied_again_and_again(language: str) -> None:
    read_pasted("curl a/b", ALL)
    tracemalloc.start()
    try:
        read = read_pasted(LARGE[language], ALL)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read.problem.startswith(TOO_COMPLEX)
    assert most < 60 * 1024 * 1024
