package scipix

// #include <scipix.h>
import "C"

// Version returns the version of the loaded library, as "major.minor.patch".
func Version() string { return C.GoString(C.scipix_version_string()) }

// ABIVersion returns the ABI version of the loaded library. If it differs from [BuiltForABI], do not use the library.
func ABIVersion() int { return int(C.scipix_abi_version()) }

// BuiltForABI is the ABI version of the header that this package was built with.
const BuiltForABI = C.SCIPIX_ABI_VERSION

// CPUFeatures is a set of bits, one for each feature.
type CPUFeatures uint64

// The features of processors.
const (
	// CPUSSE42 is SSE4.2 and POPCNT on x86-64.
	CPUSSE42 CPUFeatures = C.SCIPIX_CPU_SSE4_2
	// CPUAVX2 is AVX2 on x86-64.
	CPUAVX2 CPUFeatures = C.SCIPIX_CPU_AVX2
	// CPUFMA is fused multiply-add on x86-64.
	CPUFMA CPUFeatures = C.SCIPIX_CPU_FMA
	// CPUAVX512F is AVX-512 Foundation.
	CPUAVX512F CPUFeatures = C.SCIPIX_CPU_AVX512F
	// CPUAVX512BW is AVX-512 on bytes and words.
	CPUAVX512BW CPUFeatures = C.SCIPIX_CPU_AVX512BW
	// CPUAVX512VL is AVX-512 on shorter vectors.
	CPUAVX512VL CPUFeatures = C.SCIPIX_CPU_AVX512VL
	// CPUAVX512VBMI is AVX-512's byte permutes.
	CPUAVX512VBMI CPUFeatures = C.SCIPIX_CPU_AVX512VBMI
	// CPUAVX512VNNI is AVX-512's dot products of bytes.
	CPUAVX512VNNI CPUFeatures = C.SCIPIX_CPU_AVX512VNNI
	// CPUAVXVNNI is dot products of bytes on 256 bits, without AVX-512.
	CPUAVXVNNI CPUFeatures = C.SCIPIX_CPU_AVXVNNI
	// CPUAMXInt8 is AMX tiles of bytes.
	CPUAMXInt8 CPUFeatures = C.SCIPIX_CPU_AMX_INT8
	// CPUNEON is NEON on aarch64.
	CPUNEON CPUFeatures = C.SCIPIX_CPU_NEON
	// CPUDotProd is dot products of bytes on aarch64.
	CPUDotProd CPUFeatures = C.SCIPIX_CPU_DOTPROD
	// CPUI8MM is products of byte matrices on aarch64.
	CPUI8MM CPUFeatures = C.SCIPIX_CPU_I8MM
	// CPUSIMD128 is WebAssembly's 128-bit SIMD.
	CPUSIMD128 CPUFeatures = C.SCIPIX_CPU_SIMD128
)

// Names returns the names of the features, as the environment variable SCIPIX_CPU_MASK takes them.
func (f CPUFeatures) Names() []string {
	var names []string
	for bit := CPUFeatures(1); bit != 0; bit <<= 1 {
		if f&bit != 0 {
			names = append(names, C.GoString(C.scipix_cpu_feature_name(C.uint64_t(bit))))
		}
	}
	return names
}

// CPUInfo describes the processor.
type CPUInfo struct {
	// LogicalCPUs is the number of processors that this process may use, by affinity and cgroup quota.
	LogicalCPUs int
	// Features has the features that the environment variable SCIPIX_CPU_MASK does not hide.
	Features CPUFeatures
	// L1DBytes, L2Bytes and L3Bytes are the sizes of the caches; 0 if unknown.
	L1DBytes, L2Bytes, L3Bytes uint64
	// CacheLineBytes is the size of a cache line.
	CacheLineBytes int
}

// DetectCPU detects features and caches of the processor.
func DetectCPU() (CPUInfo, error) {
	info := C.ScipixCpuInfo{struct_size: C.sizeof_ScipixCpuInfo}
	err := call(func() C.ScipixStatus { return C.scipix_cpu_detect(&info) })
	return CPUInfo{
		LogicalCPUs:    int(info.logical_cpus),
		Features:       CPUFeatures(info.features),
		L1DBytes:       uint64(info.l1d_bytes),
		L2Bytes:        uint64(info.l2_bytes),
		L3Bytes:        uint64(info.l3_bytes),
		CacheLineBytes: int(info.cache_line_bytes),
	}, err
}

// HasCPU reports whether the processor has all of the features.
func HasCPU(features CPUFeatures) bool { return bool(C.scipix_cpu_has(C.uint64_t(features))) }

// SIMDLevel is the instruction set that operations use. Results do not depend on it.
type SIMDLevel int32

// The levels, from portable code on.
const (
	SIMDScalar SIMDLevel = C.SCIPIX_SIMD_LEVEL_SCALAR
	SIMDSSE42  SIMDLevel = C.SCIPIX_SIMD_LEVEL_SSE42
	SIMDAVX2   SIMDLevel = C.SCIPIX_SIMD_LEVEL_AVX2
	SIMDAVX512 SIMDLevel = C.SCIPIX_SIMD_LEVEL_AVX512
	SIMDAMX    SIMDLevel = C.SCIPIX_SIMD_LEVEL_AMX
	SIMDNEON   SIMDLevel = C.SCIPIX_SIMD_LEVEL_NEON
	SIMD128    SIMDLevel = C.SCIPIX_SIMD_LEVEL_SIMD128
)

// String returns the level's name, as the environment variable SCIPIX_SIMD takes it.
func (l SIMDLevel) String() string {
	return C.GoString(C.scipix_simd_level_name(C.ScipixSimdLevel(l)))
}

// CurrentSIMDLevel returns the level in use.
func CurrentSIMDLevel() SIMDLevel { return SIMDLevel(C.scipix_simd_level()) }

// BestSIMDLevel returns the best level that the processor and the library support.
func BestSIMDLevel() SIMDLevel { return SIMDLevel(C.scipix_simd_best_level()) }

// SetSIMDLevel lowers or restores the level, for every later call of the process.
func SetSIMDLevel(level SIMDLevel) error {
	return call(func() C.ScipixStatus { return C.scipix_simd_set_level(C.ScipixSimdLevel(level)) })
}

// OptLevel is what an operation may use to be fast. Each level includes the ones before it. Results do not depend on it.
type OptLevel int32

// The levels are scalar and sequential; SIMD kernels; threads for large operations; and, by default, pooled memory.
const (
	OptNone     OptLevel = C.SCIPIX_OPT_LEVEL_NONE
	OptSIMD     OptLevel = C.SCIPIX_OPT_LEVEL_SIMD
	OptParallel OptLevel = C.SCIPIX_OPT_LEVEL_PARALLEL
	OptFull     OptLevel = C.SCIPIX_OPT_LEVEL_FULL
)

// CurrentOptLevel returns the level in use.
func CurrentOptLevel() OptLevel { return OptLevel(C.scipix_opt_level()) }

// SetOptLevel sets the level, for every later call of the process.
func SetOptLevel(level OptLevel) error {
	return call(func() C.ScipixStatus { return C.scipix_set_opt_level(C.ScipixOptLevel(level)) })
}

// ThreadCount returns how many threads one operation may use, including the calling one.
func ThreadCount() int { return int(C.scipix_thread_count()) }

// SetThreadCount sets how many threads one operation may use; 0 means all that affinity and cgroup quota allow.
func SetThreadCount(count int) error {
	return call(func() C.ScipixStatus { return C.scipix_set_thread_count(C.size_t(count)) })
}
