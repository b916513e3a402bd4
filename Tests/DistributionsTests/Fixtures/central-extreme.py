"""Parameters and arguments further out than central.json: large and tiny df, very long tails, counts in the thousands.

    python3 Tests/DistributionsTests/Fixtures/central-extreme.py

writes central-extreme.json beside itself. Incomplete beta and gamma functions are summed here to 45 digits by continued
fraction and series (NIST DLMF 8.17.22, 8.9.2, 8.7.1), with 60-digit arithmetic; a quantile's case is its own distribution
function turned round: x is the rounded probability, and the value is corrected for the rounding by one Newton step.
"""
import json
import os
import mpmath
from mpmath import mp, mpf, log, exp, loggamma, sqrt, pi, erfc, floor
mp.dps=60
def cf_beta(a,b,x):
    # I_x(a,b), NIST 8.17.22, for x < (a+1)/(a+b+2)
    tiny=mpf(10)**-1000
    y=1-x
    pre=exp(a*log(x)+b*log(y)+loggamma(a+b)-loggamma(a)-loggamma(b))/a
    c=mpf(1); d=1-(a+b)*x/(a+1); d=1/d; h=d
    for m in range(1,200000):
        m=mpf(m)
        aa=m*(b-m)*x/((a+2*m-1)*(a+2*m)); d=1/(1+aa*d); c=1+aa/c; h*=d*c
        aa=-(a+m)*(a+b+m)*x/((a+2*m)*(a+2*m+1)); d=1/(1+aa*d); c=1+aa/c; de=d*c; h*=de
        if abs(de-1)<mpf(10)**-45: return pre*h
    raise Exception("cf")
def ibeta(a,b,x,y,upper):
    """x + y = 1 given separately"""
    a,b=mpf(a),mpf(b)
    if x<=0: return mpf(1 if upper else 0)
    if y<=0: return mpf(0 if upper else 1)
    if x<(a+1)/(a+b+2):
        v=cf_beta(a,b,x); return 1-v if upper else v
    v=cf_beta(b,a,y); return v if upper else 1-v
def igamma(a,x,upper):
    a,x=mpf(a),mpf(x)
    if x<=0: return mpf(1 if upper else 0)
    pre=exp(a*log(x)-x-loggamma(a))
    if x<a+1:
        s=t=1/a; n=a
        while t>s*mpf(10)**-50:
            n+=1; t*=x/n; s+=t
        v=pre*s; return 1-v if upper else v
    b=x+1-a; c=mpf(10)**1000; d=1/b; h=d
    i=0
    while True:
        i+=1; an=-i*(i-a); b+=2; d=1/(an*d+b); c=b+an/c; de=d*c; h*=de
        if abs(de-1)<mpf(10)**-45: break
    v=pre*h; return v if upper else 1-v
def P(dist,par,x,upper):
    x=mpf(x)
    if dist=='normal':
        z=(x-par['mean'])/par['sd']; return erfc((z if upper else -z)/sqrt(mpf(2)))/2
    if dist=='t':
        n=mpf(par['df']); v=ibeta(n/2,mpf(1)/2,n/(n+x*x),x*x/(n+x*x),0)/2
        return v if (x>0)==bool(upper) else 1-v
    if dist=='chi_squared': return igamma(mpf(par['df'])/2,x/2,upper)
    if dist=='f':
        m,n=mpf(par['df1']),mpf(par['df2']); return ibeta(m/2,n/2,m*x/(m*x+n),n/(m*x+n),upper)
    if dist=='beta': return ibeta(par['alpha'],par['beta'],x,1-x,upper)
    if dist=='binomial':
        k=floor(x); n=mpf(par['trials']); p=mpf(par['probability'])
        if k<0: return mpf(upper)
        if k>=n: return mpf(1-upper)
        return ibeta(k+1,n-k,p,1-p,not upper)
    if dist=='poisson':
        k=floor(x)
        if k<0: return mpf(upper)
        return igamma(k+1,par['mean'],not upper)
    if dist=='negative_binomial':
        k=floor(x); s,m=mpf(par['size']),mpf(par['mean'])
        if k<0: return mpf(upper)
        return ibeta(s,k+1,s/(s+m),m/(s+m),upper)
def D(dist,par,x):
    x=mpf(x)
    if dist=='normal':
        z=(x-par['mean'])/par['sd']; return exp(-z*z/2)/sqrt(2*pi)/par['sd']
    if dist=='t':
        n=mpf(par['df']); return exp(loggamma((n+1)/2)-loggamma(n/2)-(n+1)/2*log(1+x*x/n))/sqrt(n*pi)
    if dist=='chi_squared':
        a=mpf(par['df'])/2; return exp((a-1)*log(x/2)-x/2-loggamma(a))/2
    if dist=='f':
        m,n=mpf(par['df1'])/2,mpf(par['df2'])/2
        return exp(m*log(m/n)+(m-1)*log(x)-(m+n)*log(1+m*x/n)+loggamma(m+n)-loggamma(m)-loggamma(n))
    if dist=='beta':
        a,b=mpf(par['alpha']),mpf(par['beta']); return exp((a-1)*log(x)+(b-1)*log(1-x)+loggamma(a+b)-loggamma(a)-loggamma(b))
    if dist=='binomial':
        n=mpf(par['trials']); p=mpf(par['probability']); return exp(loggamma(n+1)-loggamma(x+1)-loggamma(n-x+1)+x*log(p)+(n-x)*log(1-p))
    if dist=='poisson': return exp(x*log(mpf(par['mean']))-mpf(par['mean'])-loggamma(x+1))
    if dist=='negative_binomial':
        s,m=mpf(par['size']),mpf(par['mean']); return exp(loggamma(s+x)-loggamma(s)-loggamma(x+1)+s*log(s/(s+m))+x*log(m/(s+m)))
GRID={
'normal':([dict(mean=0,sd=1)],[-38,-20,-5.5,-1,-1e-8,0,.3,1.96,6,10,37.5]),
't':([dict(df=d) for d in (.3,1,1.7,2,3,5,10.5,30,99,1000,12345.6,1e6,1e9,1e14,1e18)],[-1e6,-300,-37,-12,-4,-1.2,-1e-5,-1e-20,.1,1,2.5,8,30,1e3,1e10]),
'chi_squared':([dict(df=d) for d in (.01,.5,1,2,3.3,10,50,300,1e4,1e6)],[1e-30,1e-6,.01,.5,1,3.84,10,45,130,300,420,1300,9000,9990,10500,14000,9.9e5,1e6,1.01e6]),
'f':([dict(df1=a,df2=b) for a in (.5,1,3,10,200,1e5) for b in (.7,1,4,25,400,1e6)],[1e-12,1e-3,.1,.7,1,1.02,2,5,40,1e3,1e7]),
'beta':([dict(alpha=a,beta=b) for a in (1e-3,.3,1,2.5,30,1e3,1e5) for b in (1e-3,.5,1,7,400,2e5)],[1e-200,1e-15,1e-5,.01,.2,.3335,.5,.75,.97,.9999,1-2**-40]),
'binomial':([dict(trials=n,probability=p) for n in (1,5,20,100,1000,100000) for p in (1e-12,.01,.3,.5,.97)],[0,1,2,4,19,40,99,300,350,999,29800,31000,50100]),
'poisson':([dict(mean=m) for m in (1e-10,.1,1,7.5,100,1e4,1e7)],[0,1,3,10,30,100,130,200,9500,10200,11000,9990000,1.001e7]),
'negative_binomial':([dict(size=s,mean=m) for s in (.1,1,3.7,50,1e6) for m in (1e-10,.5,10,1000)],[0,1,3,12,70,900,1300,5000]),
}

cases=[]
for dist,(pars,xs) in GRID.items():
    discrete=dist in('binomial','poisson','negative_binomial')
    for par in pars:
        for x in xs:
            if dist=='binomial' and x>par['trials']: continue
            def add(f,x,v):
                if mpf(10)**-300<abs(v)<mpf(10)**300: cases.append(dict(distribution=dist,function=f,parameters=par,x=x,value=float(v)))
            for up in (0,1):
                r=P(dist,par,x,up)
                add('cdf_upper' if up else 'cdf_lower',x,r)
                p=float(r)
                # Where p is near 1 the other tail is the question to ask; where it is flat, x is not determined.
                if not discrete and 1e-300<p<.9 and not (dist=='normal' and x==0) and not (dist=='t' and abs(x)<1e-3):
                    f=D(dist,par,x)
                    if f>mpf(10)**-320:
                        dx=(r-mpf(p))/f
                        if abs(dx)<abs(x)*mpf(10)**-8: add('quantile_upper' if up else 'quantile_lower',p,mpf(x)+(dx if up else -dx))
            try: add('density',x,D(dist,par,x))
            except (ZeroDivisionError,ValueError): pass
cases=cases[::5]  # a fifth of the grid, to keep the file small; the whole of it was checked once
here=os.path.splitext(os.path.abspath(__file__))[0]
with open(here+'.json','w') as out:
    out.write('{\n  "program": "mpmath",\n  "version": "%s",\n  "cases": [\n'%mpmath.__version__)
    out.write(',\n'.join('    '+json.dumps(c) for c in cases)+'\n  ]\n}\n')
print(len(cases),'cases')
