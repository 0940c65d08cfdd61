/* Simulates a failing disk. Preloaded into the program, it counts the calls that change files in a
 * folder, and makes the n-th call or all calls from the n-th on fail, or kills the process at the n-th.
 *
 * FAULTS_UNDER  the absolute path of the folder; other calls are passed through
 * FAULTS_AT     n, from 1
 * FAULTS_HOW    eio-once, eio-on, full-once, full-on (only calls that need space fail), kill
 * FAULTS_TOLD   a file outside the folder, to which the number of calls is written
 *
 * The n-th call writes half of its data, so that pages are torn. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *under, *told;
static size_t length;
static long at;
static int error, on, kills, room_only;
static atomic_long calls;

__attribute__((constructor)) static void begin(void) {
    const char *how = getenv("FAULTS_HOW"), *n = getenv("FAULTS_AT");
    under = getenv("FAULTS_UNDER");
    told = getenv("FAULTS_TOLD");
    if (!under || !how || !n) {
        under = NULL;
        return;
    }
    length = strlen(under);
    at = atol(n);
    kills = !strcmp(how, "kill");
    room_only = !strncmp(how, "full", 4);
    error = room_only ? ENOSPC : EIO;
    on = strlen(how) > 3 && !strcmp(how + strlen(how) - 3, "-on");
}

__attribute__((destructor)) static void end(void) {
    if (!under || !told) return;
    int file = syscall(SYS_openat, AT_FDCWD, told, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    char text[32];
    int size = snprintf(text, sizeof text, "%ld", (long)calls);
    if (file >= 0) {
        (void)!syscall(SYS_write, file, text, size);
        syscall(SYS_close, file);
    }
}

static int ours(const char *path) {
    return under && path && !strncmp(path, under, length);
}

static int ours_open(int file) {
    char link[40], path[4096];
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return ours(path);
}

/* The result of a call: 0 is success, 1 is failure, 2 is a torn write. */
enum { DONE, FAILS, TORN };

static int fate(int takes_room, int has_bytes) {
    if (room_only && !takes_room) return DONE;
    long n = ++calls;
    if (n < at || (n > at && !on)) return DONE;
    if (n == at && has_bytes) return TORN;
    if (kills) kill(getpid(), SIGKILL);
    errno = error;
    return FAILS;
}

static void torn(void) {
    if (kills) kill(getpid(), SIGKILL);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t place) {
    if (ours_open(file)) {
        switch (fate(1, size > 1)) {
        case FAILS: return -1;
        case TORN: {
            ssize_t written = syscall(SYS_pwrite64, file, bytes, size / 2, place);
            torn();
            if (on) return written;
            errno = error;
            return -1;
        }
        }
    }
    return syscall(SYS_pwrite64, file, bytes, size, place);
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) {
    return pwrite64(file, bytes, size, place);
}

ssize_t write(int file, const void *bytes, size_t size) {
    if (ours_open(file)) {
        switch (fate(1, size > 1)) {
        case FAILS: return -1;
        case TORN: {
            ssize_t written = syscall(SYS_write, file, bytes, size / 2);
            torn();
            if (on) return written;
            errno = error;
            return -1;
        }
        }
    }
    return syscall(SYS_write, file, bytes, size);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    if (ours_open(file) && fate(1, 0)) return -1;
    return syscall(SYS_writev, file, parts, count);
}

static int sync_of(int file, long call) {
    if (ours_open(file) && fate(0, 0)) return -1;
    return syscall(call, file);
}
int fsync(int file) { return sync_of(file, SYS_fsync); }
int fdatasync(int file) { return sync_of(file, SYS_fdatasync); }

int ftruncate64(int file, off64_t size) {
    if (ours_open(file) && fate(1, 0)) return -1;
    return syscall(SYS_ftruncate, file, size);
}
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int fallocate64(int file, int mode, off64_t place, off64_t size) {
    if (ours_open(file) && fate(1, 0)) return -1;
    return syscall(SYS_fallocate, file, mode, place, size);
}
int fallocate(int file, int mode, off_t place, off_t size) {
    return fallocate64(file, mode, place, size);
}
int posix_fallocate64(int file, off64_t place, off64_t size) {
    return fallocate64(file, 0, place, size) ? errno : 0;
}
int posix_fallocate(int file, off_t place, off_t size) {
    return posix_fallocate64(file, place, size);
}

void *mmap64(void *where, size_t size, int access, int flags, int file, off64_t place) {
    /* The index of the write-ahead log. */
    if (file >= 0 && (flags & MAP_SHARED) && (access & PROT_WRITE) && ours_open(file) && fate(0, 0))
        return MAP_FAILED;
    return (void *)syscall(SYS_mmap, where, size, access, flags, file, place);
}
void *mmap(void *where, size_t size, int access, int flags, int file, off_t place) {
    return mmap64(where, size, access, flags, file, place);
}

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    int makes = (flags & O_CREAT) && syscall(SYS_faccessat, folder, path, F_OK) != 0;
    if (makes && ours(path) && fate(1, 0)) return -1;
    return syscall(SYS_openat, folder, path, flags, mode);
}
static mode_t mode_of(int flags, va_list rest) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}
#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = mode_of(flags, rest); \
        va_end(rest); \
        return open_at(AT_FDCWD, path, flags, mode); \
    }
OPENS(open)
OPENS(open64)
#define OPENS_AT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = mode_of(flags, rest); \
        va_end(rest); \
        return open_at(folder, path, flags, mode); \
    }
OPENS_AT(openat)
OPENS_AT(openat64)

int rename(const char *from, const char *to) {
    if (ours(to) && fate(0, 0)) return -1;
    return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (ours(to) && fate(1, 0)) return -1;
    return syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}
int unlink(const char *path) {
    if (ours(path) && fate(0, 0)) return -1;
    return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
int mkdir(const char *path, mode_t mode) {
    if (ours(path) && fate(1, 0)) return -1;
    return syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}
