from decimal import *
import decimal, random, fractions, math, statistics, json
from fractions import Fraction
D=Decimal
random.seed(5)
def rnd():
    k=random.random()
    if k<.1: return D(random.choice(['0','-0','0.00','1','-1','10','100','0.1','1E+3','1E-7','NaN','Infinity','-Infinity','5','0.5','1.5','2.5']))
    n=random.randint(1,30 if k<.3 else 8)
    c=random.randint(0,10**n)
    return D((random.randint(0,1),tuple(map(int,str(c))),random.randint(-8,4) if k<.9 else random.randint(-30,30)))
def attempt(f):
    try: return repr(f())
    except Exception as e: return type(e).__name__+': '+str(e)
for i in range(60):
    a,b=rnd(),rnd()
    print(a,b,a.as_tuple())
    for op in ('+','-','*','/','//','%','==','<','>='):
        print(op,attempt(lambda: eval(f'a {op} b')))
    print(attempt(lambda: divmod(a,b)), attempt(lambda: a.quantize(D('0.01'))), attempt(lambda: a.quantize(D('1.000'),rounding=random.choice([ROUND_HALF_UP,ROUND_DOWN,ROUND_UP,ROUND_CEILING,ROUND_FLOOR,ROUND_HALF_DOWN,ROUND_05UP]))))
    print(attempt(lambda: a.normalize()), attempt(lambda: a.to_integral_value()), attempt(lambda: round(a)), attempt(lambda: round(a,2)), attempt(lambda: int(a)), attempt(lambda: float(a)), attempt(lambda: math.floor(a)), attempt(lambda: math.ceil(a)), attempt(lambda: a.adjusted()), attempt(lambda:a.to_eng_string()), attempt(lambda:a.as_integer_ratio()))
    print(attempt(lambda: a.sqrt()), attempt(lambda: -a), attempt(lambda: abs(a)), attempt(lambda: +a), attempt(lambda: a.max(b)), attempt(lambda: a.min(b)), attempt(lambda:a.compare(b)), attempt(lambda: a.copy_sign(b)), attempt(lambda: a.number_class()), attempt(lambda: a.is_signed()))
    for spec in ('','.2f','10.3f',',.2f','e','.3e','g','.5g','%','.1%','>20','+','010.2f','<12','^15.1f',',','n','.0f','F','G',' ', '*^20,.2f', '020,.3f'):
        print(spec, attempt(lambda: format(a,spec)))
for i in range(60):
    a=abs(rnd())
    if not a.is_finite() or a>1000 or a<D('1e-20'): continue
    print(a, attempt(lambda:a.ln()), attempt(lambda:a.log10()), attempt(lambda:a.exp()), attempt(lambda: a**3), attempt(lambda: a**D('0.5')), attempt(lambda:a**-2), attempt(lambda: a**D('1.7')), attempt(lambda: 2**a))
getcontext().prec=6
print(D(1)/D(7), D("3.14159265")+0)
with localcontext() as ctx:
    ctx.prec=50
    print(D(2).sqrt(), D(1)/3)
print(D(1)/3, sum([D('0.1')]*3), D('0.1')+D('0.2')==D('0.3'), max(D(1),D(2)), sorted([D('3'),D('1.5'),D('-2')]))
for f in (lambda: D('abc'), lambda: D(1)/0, lambda: D(0)/0, lambda: D(1)+1.5, lambda: D('1')+'x', lambda: D(1.1), lambda: D([1]), lambda: D(None), lambda: int(D('NaN')), lambda: json.dumps(D(1)), lambda: D('1e5').quantize(D('0.01')), lambda: D(-1).sqrt(), lambda: D('1').foo):
    print(attempt(f))
print(D('10')==10, D('0.5')==0.5, {1:'a',0.5:'h'}[D(1)], {D('0.50'):1}[0.5], hash(D(10))==hash(10), D(3)>2.5, D('1.10'), str(D('1.10')*2), f"{D('1234567.891'):,.2f}", '%.2f' % D('2.675'), '{:>10}'.format(D('1.5')), round(D('2.675'),2), isinstance(D(1), (int,float)), bool(D(0)), D('5')//2, -7%D(3), D('123.456').__class__.__name__, type(D(1)))
print(statistics.mean([D('1.1'),D('2.2')]), statistics.median([D(1),D(4)]), D('Infinity')>10**9, D('1_000.5'), D(' 12 '), D('٣'))
F=Fraction
for i in range(100):
    a=F(random.randint(-20,20),random.randint(1,12)); b=F(random.randint(-20,20),random.randint(1,12))
    for op in ('+','-','*','/','//','%','**','==','<'):
        if op=='**': print(attempt(lambda: a**random.randint(-3,4)))
        else: print(op, attempt(lambda: eval(f'a {op} b')))
    print(a, round(a), round(a,1), int(a), math.floor(a), math.ceil(a), float(a), a.limit_denominator(5), hash(a)==hash(F(a)), abs(a), -a, a+1, 2*a, a+0.5, 1-a, a==float(a))
for f in (lambda: F('3/4'), lambda: F('0.25'), lambda: F('1e-3'), lambda: F(0.1), lambda: F(1,0), lambda: F('x'), lambda: F('1/0'), lambda: F(1.5,2), lambda: F(D('0.5')), lambda: F(1,2)/0, lambda: F(3.7).limit_denominator(100), lambda: F('-7/21'), lambda: sum([F(1,3)]*3), lambda: f"{F(1,3)}", lambda: {F(1,2):1}[0.5], lambda: F(2,4).numerator, lambda: F(6,3)==2, lambda: max(F(1,2),F(2,3)), lambda: divmod(F(7,2),1), lambda: F(1,3).as_integer_ratio(), lambda: F(8,27)**F(1,3), lambda: statistics.mean([F(1,2),F(1,3)])):
    print(attempt(f))
z=3+4j
for f in (lambda: z, lambda: abs(z), lambda: z*2, lambda: z**2, lambda: z.conjugate(), lambda: z.real, lambda: 1j*1j, lambda: complex('1+2j'), lambda: complex(1,2)/complex(3,-1), lambda: z==3+4j, lambda: z==5, lambda: (-8)**(1/3), lambda: z<1, lambda: complex('x'), lambda: [1j, -0j, 1+0j, complex(0,-1), 1e20j], lambda: sum([1j,2]), lambda: f"{z:.2f}", lambda: {1+0j:1}, lambda: isinstance(z,complex), lambda: int(z), lambda: z+'a', lambda: round(abs(z)), lambda: str(2.5j), lambda: type(z), lambda: (1+2j)**0.5, lambda: bool(0j), lambda: -z, lambda: z-1, lambda: 1/z):
    print(attempt(f))
