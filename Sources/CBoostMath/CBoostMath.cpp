#include "CBoostMath.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

namespace {

using namespace boost::math::policies;
using Real = long double;

// Errors set errno and return NaN or infinity.
using Policy = policy<
    domain_error<errno_on_error>, pole_error<errno_on_error>, overflow_error<errno_on_error>,
    underflow_error<ignore_error>, denorm_error<ignore_error>, rounding_error<errno_on_error>,
    evaluation_error<errno_on_error>, indeterminate_result_error<errno_on_error>, promote_double<false>>;

// Runs `body`, and turns whatever it throws (Boost may still throw std::exception from inside its iterations) into NaN.
template <class Body> double guarded(Body body) noexcept {
  try {
    return static_cast<double>(body());
  } catch (...) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

template <class Distribution> Real probability_of(const Distribution &distribution, Real x, int upper) {
  return upper ? cdf(complement(distribution, x)) : cdf(distribution, x);
}

// The quantile of a continuous distribution on 0…high, by Newton's method on the logarithm of the smaller tail as a function of
// ln x: a curve that is concave, and nearly straight far out, whatever the power of the tail.
//
// Boost's own inverses of the incomplete beta function are the start, and not the answer: in tails below 1e-15 some of them
// stop after four digits, or a hundred powers of ten away.
template <class Distribution>
Real quantile_of(const Distribution &distribution, Real p, int upper, Real high, Real middle) {
  if (p > 0.5L) {
    p = 1 - p; // exact: p came from a double
    upper = !upper;
  }
  Real x = middle;
  try {
    x = upper ? quantile(complement(distribution, p)) : quantile(distribution, p);
  } catch (...) {
    // Newton's method finds its own way from the middle.
  }
  const Real least = Real(std::numeric_limits<double>::denorm_min()) / 4, most = std::numeric_limits<double>::max();
  if (!(x >= 0 && x < high)) x = middle;
  x = std::fmin(std::fmax(x, least), 4 * most);
  for (int iteration = 0; iteration < 200; ++iteration) {
    const Real tail = probability_of(distribution, x, upper), slope = x * pdf(distribution, x) / tail;
    const Real miss = std::log(tail / p);
    // The answer rounds to an end of the doubles, or of the support.
    const bool beyond = upper ? miss > 0 : miss < 0;
    if (x <= least && !beyond) return 0;
    if ((x > most || static_cast<double>(x) >= high) && beyond) return high;
    // Beyond the underflow of the tail there is no slope to follow; x is too far out.
    Real step = tail > 0 && slope > 0 ? miss / slope : -0.5L;
    step = (upper ? 1 : -1) * std::fmin(std::fmax(step, -40.0L), 40.0L);
    const Real next = x * std::exp(step);
    x = next < high ? std::fmin(std::fmax(next, least), 4 * most) : (x + high) / 2;
    if (std::fabs(step) < 1e-11L) return x; // convergence is quadratic: what is left is below the last digit
  }
  return std::numeric_limits<double>::quiet_NaN();
}

constexpr Real pi = 3.141592653589793238462643383279502884L;
constexpr Real unbounded = std::numeric_limits<Real>::infinity();

using Normal = boost::math::normal_distribution<Real, Policy>;
using StudentT = boost::math::students_t_distribution<Real, Policy>;
using ChiSquared = boost::math::chi_squared_distribution<Real, Policy>;
using F = boost::math::fisher_f_distribution<Real, Policy>;
using Beta = boost::math::beta_distribution<Real, Policy>;
using Binomial = boost::math::binomial_distribution<Real, Policy>;
using Poisson = boost::math::poisson_distribution<Real, Policy>;
} // namespace

extern "C" {

double endline_normal_density(double x) {
  return guarded([=] { return pdf(Normal(), Real(x)); });
}
double endline_normal_probability(double x, int upper) {
  return guarded([=] { return probability_of(Normal(), x, upper); });
}
double endline_normal_quantile(double p, int upper) {
  return guarded([=]() -> Real {
    const Real probability = p;
    return upper ? quantile(complement(Normal(), probability)) : quantile(Normal(), probability);
  });
}

double endline_t_density(double x, double df) {
  return guarded([=] { return pdf(StudentT(df), Real(x)); });
}
double endline_t_probability(double x, double df, int upper) {
  return guarded([=] {
    // Cauchy's distribution. Boost has a special case of its own for it, which rounds 1 − z and keeps half the digits of P near ½.
    if (df == 1) return std::atan2(Real(1), upper ? Real(x) : -Real(x)) / pi;
    return probability_of(StudentT(df), x, upper);
  });
}
double endline_t_quantile(double p, double df, int upper) {
  return guarded([=]() -> Real {
    if (p == 0.5) return 0;
    const Real outside = p < 0.5 ? Real(p) : 1 - Real(p);
    const Real x = quantile_of(StudentT(df), outside, 1, unbounded, 1);
    return (p < 0.5) == (upper != 0) ? x : -x;
  });
}

double endline_chi_squared_density(double x, double df) {
  return guarded([=] { return pdf(ChiSquared(df), Real(x)); });
}
double endline_chi_squared_probability(double x, double df, int upper) {
  return guarded([=] { return probability_of(ChiSquared(df), x, upper); });
}
double endline_chi_squared_quantile(double p, double df, int upper) {
  return guarded([=] { return quantile_of(ChiSquared(df), p, upper, unbounded, df); });
}

double endline_f_density(double x, double df1, double df2) {
  return guarded([=] { return pdf(F(df1, df2), Real(x)); });
}
double endline_f_probability(double x, double df1, double df2, int upper) {
  return guarded([=] {
    // The square of Cauchy's distribution: as for t.
    const Real root = std::sqrt(Real(x));
    if (df1 == 1 && df2 == 1) return 2 / pi * (upper ? std::atan2(Real(1), root) : std::atan(root));
    return probability_of(F(df1, df2), x, upper);
  });
}
double endline_f_quantile(double p, double df1, double df2, int upper) {
  return guarded([=] { return quantile_of(F(df1, df2), p, upper, unbounded, 1); });
}

double endline_beta_density(double x, double alpha, double beta) {
  return guarded([=] { return pdf(Beta(alpha, beta), Real(x)); });
}
double endline_beta_probability(double x, double alpha, double beta, int upper) {
  return guarded([=] {
    // The arcsine distribution: as for t.
    const Real left = std::sqrt(Real(x)), right = std::sqrt(1 - Real(x));
    if (alpha == 0.5 && beta == 0.5) return 2 / pi * (upper ? std::atan2(right, left) : std::atan2(left, right));
    return probability_of(Beta(alpha, beta), x, upper);
  });
}
double endline_beta_quantile(double p, double alpha, double beta, int upper) {
  return guarded([=]() -> Real {
    // Solved from the nearer end, so that 1 − x keeps its digits too.
    const Beta distribution(alpha, beta);
    const Real half = 0.5L;
    const bool nearOne = upper ? probability_of(distribution, half, 1) > p : probability_of(distribution, half, 0) < p;
    const Beta mirrored(beta, alpha);
    return nearOne ? 1 - quantile_of(mirrored, p, !upper, 1, half) : quantile_of(distribution, p, upper, 1, half);
  });
}

double endline_binomial_mass(double k, double trials, double probability) {
  return guarded([=] { return pdf(Binomial(trials, probability), Real(k)); });
}
double endline_binomial_probability(double k, double trials, double probability, int upper) {
  return guarded([=] { return probability_of(Binomial(trials, probability), k, upper); });
}

double endline_poisson_mass(double k, double mean) {
  return guarded([=] { return pdf(Poisson(mean), Real(k)); });
}
double endline_poisson_probability(double k, double mean, int upper) {
  return guarded([=] { return probability_of(Poisson(mean), k, upper); });
}

// Boost's own negative binomial takes the success probability p only, and 1 − p then has no correct digit left where the mean
// is far below `size`. Both are formed here, and whichever is smaller is handed on: I_p(a, b) = 1 − I_{1−p}(b, a).
double endline_negative_binomial_mass(double k, double size, double mean) {
  return guarded([=] {
    const Real n = size, m = mean, success = n / (n + m), failure = m / (n + m);
    const Real slope = success < failure ? boost::math::ibeta_derivative(n, Real(k) + 1, success, Policy())
                                         : boost::math::ibeta_derivative(Real(k) + 1, n, failure, Policy());
    return success / (n + k) * slope;
  });
}
double endline_negative_binomial_probability(double k, double size, double mean, int upper) {
  return guarded([=] {
    const Real n = size, m = mean, success = n / (n + m), failure = m / (n + m);
    if (success < failure)
      return upper ? boost::math::ibetac(n, Real(k) + 1, success, Policy())
                   : boost::math::ibeta(n, Real(k) + 1, success, Policy());
    return upper ? boost::math::ibeta(Real(k) + 1, n, failure, Policy())
                 : boost::math::ibetac(Real(k) + 1, n, failure, Policy());
  });
}

double endline_stirling_remainder(double a) {
  return guarded([=] {
    const Real x = a;
    return boost::math::lgamma(x, Policy()) - (std::log(2 * pi / x) / 2 + x * std::log(x) - x);
  });
}
}
