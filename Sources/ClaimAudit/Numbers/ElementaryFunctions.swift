internal import Glibc

func fisherZ(_ r: Double) -> Double { atanh(r) }
func exponential(_ x: Double) -> Double { exp(x) }
func naturalLogarithm(_ x: Double) -> Double { log(x) }
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
func cubeRoot(_ x: Double) -> Double { cbrt(x) }
