// A small C face of Boost.Math's distributions.
//
// Every C++ exception is caught on this side. A parameter out of range, a probability outside [0, 1] and an evaluation
// that failed all come back as NaN; a result too large for a double comes back infinite, one too small as 0.
//
// Everything is computed in `long double` and rounded once, at the end: special functions evaluated in `double` lose
// three to four digits in the tails, where a rounding error is multiplied by the size of the exponent.
//
// `upper` chooses the tail: 0 is P(X ≤ x), 1 is P(X > x). Discrete distributions have no quantile here: Distributions searches
// for the smallest integer by the definition.
#pragma once
#ifdef __cplusplus
extern "C" {
#endif

double endline_normal_density(double x);
double endline_normal_probability(double x, int upper);
double endline_normal_quantile(double p, int upper);

double endline_t_density(double x, double df);
double endline_t_probability(double x, double df, int upper);
double endline_t_quantile(double p, double df, int upper);

double endline_chi_squared_density(double x, double df);
double endline_chi_squared_probability(double x, double df, int upper);
double endline_chi_squared_quantile(double p, double df, int upper);

double endline_f_density(double x, double df1, double df2);
double endline_f_probability(double x, double df1, double df2, int upper);
double endline_f_quantile(double p, double df1, double df2, int upper);

double endline_beta_density(double x, double alpha, double beta);
double endline_beta_probability(double x, double alpha, double beta, int upper);
double endline_beta_quantile(double p, double alpha, double beta, int upper);

double endline_binomial_mass(double k, double trials, double probability);
double endline_binomial_probability(double k, double trials, double probability, int upper);

double endline_poisson_mass(double k, double mean);
double endline_poisson_probability(double k, double mean, int upper);

// The number of failures before the `size`-th success, by its mean; `size` need not be whole.
double endline_negative_binomial_mass(double k, double size, double mean);
double endline_negative_binomial_probability(double k, double size, double mean, int upper);

// ln Γ(a) − [½ ln(2π/a) + a ln a − a]: what Stirling's formula leaves out, for 0 < a < 100.
double endline_stirling_remainder(double a);

#ifdef __cplusplus
}
#endif
