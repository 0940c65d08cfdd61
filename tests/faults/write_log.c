/* Records what a program does to the files in a folder, so that a power cut can be simulated at any
 * point: preloaded into the program, it appends every write, truncation, synchronization, creation,
 * renaming and deletion to a log, in the order in which they happen.
 *
 * WRITES_UNDER  the absolute path of the folder; other calls are passed through
 * WRITES_LOG    the log, outside the folder
 *
 * A record is a letter, then the lengths of the path and of the data and the offset as three 64-bit
 * numbers in the machine's byte order, then the path and the data. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *under;
static size_t length;
static int log_file = -1;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("WRITES_LOG");
    under = getenv("WRITES_UNDER");
    if (!under || !path) {
        under = NULL;
        return;
    }
    length = strlen(under);
    log_file = syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
}

static int ours(const char *path) {
    return under && log_file >= 0 && path && !strncmp(path, under, length);
}

/* The path of an open file in the folder; NULL for any other file. */
static const char *path_of(int file, char *path, size_t size) {
    char link[40];
    if (!under) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t found = syscall(SYS_readlinkat, AT_FDCWD, link, path, size - 1);
    if (found < 0) return NULL;
    path[found] = 0;
    return ours(path) ? path : NULL;
}

static void note(char what, const char *path, uint64_t offset, const void *data, uint64_t size) {
    uint64_t numbers[3] = {strlen(path), size, offset};
    struct iovec parts[4] = {
        {&what, 1}, {numbers, sizeof numbers}, {(void *)path, numbers[0]}, {(void *)data, size}};
    if (syscall(SYS_writev, log_file, parts, 4) < 0) abort();
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t place) {
    char path[4096];
    ssize_t written = syscall(SYS_pwrite64, file, bytes, size, place);
    if (written > 0 && path_of(file, path, sizeof path)) note('w', path, place, bytes, written);
    return written;
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) {
    return pwrite64(file, bytes, size, place);
}

ssize_t write(int file, const void *bytes, size_t size) {
    char path[4096];
    ssize_t written = syscall(SYS_write, file, bytes, size);
    if (written > 0 && path_of(file, path, sizeof path)) {
        off_t end = syscall(SYS_lseek, file, 0, SEEK_CUR);
        note('w', path, end - written, bytes, written);
    }
    return written;
}

static int sync_of(int file, long call) {
    char path[4096];
    int result = syscall(call, file);
    if (!result && path_of(file, path, sizeof path)) note('s', path, 0, "", 0);
    return result;
}
int fsync(int file) { return sync_of(file, SYS_fsync); }
int fdatasync(int file) { return sync_of(file, SYS_fdatasync); }

int ftruncate64(int file, off64_t size) {
    char path[4096];
    int result = syscall(SYS_ftruncate, file, size);
    if (!result && path_of(file, path, sizeof path)) note('t', path, size, "", 0);
    return result;
}
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    int makes = (flags & O_CREAT) && ours(path) && syscall(SYS_faccessat, folder, path, F_OK) != 0;
    int file = syscall(SYS_openat, folder, path, flags, mode);
    if (file >= 0 && makes) note('c', path, 0, "", 0);
    if (file >= 0 && !makes && (flags & O_TRUNC) && ours(path)) note('t', path, 0, "", 0);
    return file;
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

int rename(const char *from, const char *to) {
    int result = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (!result && ours(to)) note('r', from, 0, to, strlen(to));
    return result;
}
int unlink(const char *path) {
    int result = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (!result && ours(path)) note('u', path, 0, "", 0);
    return result;
}
