"""Runs programs with CPython, so that tests can compare.

As `cpython.py programs` it reads a JSON list of programs and writes a JSON list of
[stdout, exception type, message]. As `cpython.py probes` it reads a JSON list of
probes and writes a JSON list of what an interactive CPython shows for each; the
probes share their variables.
"""
import ast
import contextlib
import io
import json
import sys
import traceback
import warnings


def failure(exc):
    lines = traceback.format_exception_only(type(exc), exc)
    if isinstance(exc, SyntaxError):
        lines = lines[1:] if lines[0].startswith("  File") else lines
    return "".join(lines).rstrip("\n")


def program(code):
    out, space = io.StringIO(), {"__name__": "__main__"}
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(code, "<program>", "exec"), space)
    except BaseException as exc:
        return [out.getvalue(), type(exc).__name__, exc.msg if isinstance(exc, SyntaxError) else str(exc)]
    return [out.getvalue(), "", ""]


def probe(code, space):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            for node in ast.parse(code).body:
                if isinstance(node, ast.Expr):
                    value = eval(compile(ast.Expression(node.value), "<probe>", "eval"), space)
                    if value is not None:
                        print(repr(value))
                else:
                    exec(compile(ast.Module([node], []), "<probe>", "exec"), space)
        except BaseException as exc:
            print(failure(exc))
    return out.getvalue()


warnings.simplefilter("ignore")
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))  # no program is to take the machine along
except ImportError:
    pass
jobs = json.load(sys.stdin)
if sys.argv[1] == "programs":
    results = [program(code) for code in jobs]
else:
    space = {"__name__": "__main__"}
    results = [probe(code, space) for code in jobs]
json.dump(results, sys.stdout)
