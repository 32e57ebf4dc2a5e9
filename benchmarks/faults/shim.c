/* Preloaded into a run and its children: a clock that jumps and a disk that is slow, both told by a mapped file.
 *
 * The file holds two doubles: seconds that the clock of day is ahead, and seconds that a sync takes longer; making,
 * renaming and removing a file takes a tenth of that longer. The steady clock stays steady, as in a real jump, and
 * times of files are the kernel's. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile double *told;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_SHIM");
    int file = path ? open(path, O_RDONLY) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, 2 * sizeof(double), PROT_READ, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) told = mapped;
    close(file);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void shift(struct timespec *at) {
    if (!told || !at) return;
    double whole = floor(told[0]);
    long nanos = at->tv_nsec + (long)((told[0] - whole) * 1e9);
    at->tv_sec += (time_t)whole + nanos / 1000000000L;
    at->tv_nsec = nanos % 1000000000L;
}

int clock_gettime(clockid_t which, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = REAL(clock_gettime);
    int status = real(which, at);
    if (!status && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) shift(at);
    return status;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    struct timespec now;
    int status = clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return status;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}

static void dawdle(double share) {
    if (!told || told[1] <= 0) return;
    double seconds = told[1] * share;
    struct timespec pause = {(time_t)seconds, (long)((seconds - floor(seconds)) * 1e9)};
    nanosleep(&pause, NULL);
}

int fsync(int file) { dawdle(1); return REAL(fsync)(file); }
int fdatasync(int file) { dawdle(1); return REAL(fdatasync)(file); }
int rename(const char *from, const char *to) { dawdle(0.1); return REAL(rename)(from, to); }
int unlink(const char *path) { dawdle(0.1); return REAL(unlink)(path); }
int mkdir(const char *path, mode_t mode) { dawdle(0.1); return REAL(mkdir)(path, mode); }

static int opened(int (*real)(const char *, int, ...), const char *path, int how, mode_t mode) {
    if (how & O_CREAT) dawdle(0.1);
    return real(path, how, mode);
}

#define MODE mode_t mode = 0; if (how & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, how); mode = va_arg(rest, mode_t); va_end(rest); }
int open(const char *path, int how, ...) { MODE return opened(REAL(open), path, how, mode); }
int open64(const char *path, int how, ...) { MODE return opened(REAL(open64), path, how, mode); }
