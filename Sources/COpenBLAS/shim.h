// The whole bridge to OpenBLAS (CBLAS) and LAPACKE, imported by LinearAlgebra alone.
// `lapack_int` is a macro that Swift does not see: pass Int32.
#pragma once
#include <cblas.h>
#include <lapacke.h>
