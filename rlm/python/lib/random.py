"""Random values as CPython draws them; Twister, its generator, is in Go."""
from bisect import bisect
from itertools import accumulate
from math import acos, ceil, cos, exp, floor, log, pi, sin, sqrt, tau
from operator import index

_KINDERMAN = 4 * exp(-0.5) / sqrt(2.0)
_GAMMA = 1.0 + log(4.5)


class Random:
    def __init__(self, x=None):
        self._twister = Twister()
        self.seed(x)

    def seed(self, a=None, version=2):
        self._twister.seed(a)
        self.random, self.getrandbits = self._twister.random, self._twister.getrandbits
        self.gauss_next = None

    def getstate(self):
        return 3, self._twister.getstate(), self.gauss_next

    def setstate(self, state):
        _, inner, self.gauss_next = state
        self._twister.setstate(inner)

    def _below(self, n):
        k = n.bit_length()
        r = self.getrandbits(k)
        while r >= n:
            r = self.getrandbits(k)
        return r

    def randrange(self, start, stop=None, step=1):
        start = index(start)
        if stop is None:
            if start > 0:
                return self._below(start)
            raise ValueError("empty range for randrange()")
        stop, step = index(stop), index(step)
        width = stop - start
        if step == 1:
            if width > 0:
                return start + self._below(width)
            raise ValueError("empty range for randrange() (%d, %d, %d)" % (start, stop, width))
        if step == 0:
            raise ValueError("zero step for randrange()")
        n = (width + step + (-1 if step > 0 else 1)) // step
        if n <= 0:
            raise ValueError("empty range for randrange()")
        return start + step * self._below(n)

    def randint(self, a, b):
        return self.randrange(a, b + 1)

    def randbytes(self, n):
        return self.getrandbits(n * 8).to_bytes(n, "little")

    def choice(self, seq):
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._below(len(seq))]

    def shuffle(self, x):
        for i in range(len(x) - 1, 0, -1):
            j = self._below(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        if isinstance(population, (set, frozenset, dict)) or not hasattr(population, "__getitem__"):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        n = len(population)
        if counts is not None:
            ends = list(accumulate(counts))
            if len(ends) != n:
                raise ValueError("The number of counts does not match the population")
            total = ends.pop()
            if total <= 0:
                raise ValueError("Total of counts must be greater than zero")
            return [population[bisect(ends, s)] for s in self.sample(range(total), k=k)]
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        out = [None] * k
        most = 21
        if k > 5:
            most += 4 ** ceil(log(k * 3, 4))
        if n <= most:
            pool = list(population)
            for i in range(k):
                j = self._below(n - i)
                out[i] = pool[j]
                pool[j] = pool[n - i - 1]
            return out
        taken = set()
        for i in range(k):
            j = self._below(n)
            while j in taken:
                j = self._below(n)
            taken.add(j)
            out[i] = population[j]
        return out

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        random, n = self.random, len(population)
        if cum_weights is None:
            if weights is None:
                if not n:
                    raise IndexError("list index out of range")
                return [population[floor(random() * (n + 0.0))] for _ in range(k)]
            if isinstance(weights, int):
                raise TypeError(f"The number of choices must be a keyword argument: k={weights!r}")
            cum_weights = list(accumulate(weights))
        elif weights is not None:
            raise TypeError("Cannot specify both weights and cumulative weights")
        if len(cum_weights) != n:
            raise ValueError("The number of weights does not match the population")
        total = cum_weights[-1] + 0.0
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        return [population[bisect(cum_weights, random() * total, 0, n - 1)] for _ in range(k)]

    def uniform(self, a, b):
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        u = self.random()
        c = 0.5 if mode is None else (mode - low) / (high - low)
        if u > c:
            u, c, low, high = 1.0 - u, 1.0 - c, high, low
        return low + (high - low) * sqrt(u * c)

    def normalvariate(self, mu=0.0, sigma=1.0):
        while True:
            u1 = self.random()
            u2 = 1.0 - self.random()
            z = _KINDERMAN * (u1 - 0.5) / u2
            if z * z / 4.0 <= -log(u2):
                return mu + z * sigma

    def gauss(self, mu=0.0, sigma=1.0):
        z, self.gauss_next = self.gauss_next, None
        if z is None:
            angle = self.random() * 2.0 * pi
            length = sqrt(-2.0 * log(1.0 - self.random()))
            z, self.gauss_next = cos(angle) * length, sin(angle) * length
        return mu + z * sigma

    def lognormvariate(self, mu, sigma):
        return exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd):
        return -log(1.0 - self.random()) / lambd

    def gammavariate(self, alpha, beta):
        if alpha <= 0.0 or beta <= 0.0:
            raise ValueError("gammavariate: alpha and beta must be > 0.0")
        if alpha == 1.0:
            return -log(1.0 - self.random()) * beta
        if alpha > 1.0:
            ainv = sqrt(2.0 * alpha - 1.0)
            b, c = alpha - log(4.0), alpha + ainv
            while True:
                u1 = self.random()
                if not 1e-7 < u1 < 0.9999999:
                    continue
                u2 = 1.0 - self.random()
                v = log(u1 / (1.0 - u1)) / ainv
                x = alpha * exp(v)
                z, r = u1 * u1 * u2, b + c * v - x
                if r + _GAMMA - 4.5 * z >= 0.0 or r >= log(z):
                    return x * beta
        while True:
            b = (exp(1) + alpha) / exp(1)
            p = b * self.random()
            x = p ** (1.0 / alpha) if p <= 1.0 else -log((b - p) / alpha)
            u = self.random()
            if u <= x ** (alpha - 1.0) if p > 1.0 else u <= exp(-x):
                return x * beta

    def betavariate(self, alpha, beta):
        y = self.gammavariate(alpha, 1.0)
        return y / (y + self.gammavariate(beta, 1.0)) if y else 0.0

    def vonmisesvariate(self, mu, kappa):
        if kappa <= 1e-6:
            return tau * self.random()
        s = 0.5 / kappa
        r = s + sqrt(1.0 + s * s)
        while True:
            z = cos(pi * self.random())
            d = z / (r + z)
            u = self.random()
            if u < 1.0 - d * d or u <= (1.0 - d) * exp(d):
                break
        q = 1.0 / r
        f = (q + z) / (1.0 + q * z)
        return (mu + acos(f)) % tau if self.random() > 0.5 else (mu - acos(f)) % tau

    def paretovariate(self, alpha):
        return (1.0 - self.random()) ** (-1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        return alpha * (-log(1.0 - self.random())) ** (1.0 / beta)


class SystemRandom(Random):
    pass


_inst = Random()
seed, getstate, setstate = _inst.seed, _inst.getstate, _inst.setstate
randrange, randint, randbytes = _inst.randrange, _inst.randint, _inst.randbytes
choice, choices, shuffle, sample = _inst.choice, _inst.choices, _inst.shuffle, _inst.sample
uniform, triangular, normalvariate, gauss = _inst.uniform, _inst.triangular, _inst.normalvariate, _inst.gauss
lognormvariate, expovariate, gammavariate = _inst.lognormvariate, _inst.expovariate, _inst.gammavariate
betavariate, vonmisesvariate = _inst.betavariate, _inst.vonmisesvariate
paretovariate, weibullvariate = _inst.paretovariate, _inst.weibullvariate
random, getrandbits = _inst._twister.random, _inst._twister.getrandbits
