"""What itertools has besides the functions in Go."""


def compress(data, selectors):
    return (d for d, s in zip(data, selectors) if s)


def filterfalse(predicate, iterable):
    return (x for x in iterable if not (x if predicate is None else predicate(x)))


def tee(iterable, n=2):
    if n < 0:
        raise ValueError("n must be >= 0")
    source, seen = iter(iterable), []

    def items():
        at = 0
        while True:
            if at == len(seen):
                try:
                    seen.append(next(source))
                except StopIteration:
                    return
            yield seen[at]
            at += 1
    return tuple(items() for _ in range(n))
