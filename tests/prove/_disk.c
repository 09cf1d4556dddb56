/* Writes down what a process does to the files of one folder: each write, sync, cut and removal,
   in the order in which they happened among all processes. Preloaded into Python by mail_power.py.

   TRACE names the file, WATCHED the folder. A record: kind, name, offset, length, then the bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/types.h>
#include <unistd.h>

struct record { uint32_t kind; char name[60]; uint64_t offset; uint64_t length; };
enum { WRITE = 1, SYNC = 2, CUT = 3, REMOVE = 4 };

static int trace = -2;
static pid_t traced_by;
static const char *watched;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);

static void find(void) {
  if (!real_write) {
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
  }
  if (trace == -2 || traced_by != getpid()) { /* a lock belongs to an open file: one per process */
    const char *path = getenv("TRACE");
    watched = getenv("WATCHED");
    if (trace >= 0) close(trace);
    trace = path && watched ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    traced_by = getpid();
  }
}

static int named(const char *path, char *name) {
  size_t length = watched ? strlen(watched) : 0;
  if (trace < 0 || strncmp(path, watched, length) || path[length] != '/') return 0;
  path += length + 1;
  if (strncmp(path, "bluestem.sqlite3", 16) || strstr(path, "-shm") || strlen(path) > 59) return 0;
  strcpy(name, path);
  return 1;
}

static int name_of(int file, char *name) {
  char link[64], path[4096];
  find();
  if (trace < 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return named(path, name);
}

static void keep(uint32_t kind, const char *name, uint64_t offset, uint64_t length,
                 const void *bytes) {
  struct record head = {.kind = kind, .offset = offset, .length = length};
  strcpy(head.name, name);
  if (real_write(trace, &head, sizeof head) < 0) abort();
  if (bytes && real_write(trace, bytes, length) < 0) abort();
}

#define HELD(deed) \
  int error; \
  flock(trace, LOCK_EX); \
  deed; \
  error = errno; \
  flock(trace, LOCK_UN); \
  errno = error;

static ssize_t watched_pwrite(int file, const void *bytes, size_t length, off_t offset) {
  char name[60];
  ssize_t done;
  if (!name_of(file, name)) return real_pwrite(file, bytes, length, offset);
  HELD(done = real_pwrite(file, bytes, length, offset);
       if (done > 0) keep(WRITE, name, offset, done, bytes))
  return done;
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset) {
  return watched_pwrite(file, bytes, length, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
  return watched_pwrite(file, bytes, length, offset);
}

ssize_t write(int file, const void *bytes, size_t length) {
  char name[60];
  ssize_t done;
  off_t offset;
  if (!name_of(file, name)) return real_write(file, bytes, length);
  HELD(offset = lseek(file, 0, SEEK_CUR); done = real_write(file, bytes, length);
       if (done > 0) keep(WRITE, name, offset, done, bytes))
  return done;
}

static int watched_sync(int file, int (*real)(int)) {
  char name[60];
  int done;
  if (!name_of(file, name)) return real(file);
  HELD(done = real(file); if (!done) keep(SYNC, name, 0, 0, NULL))
  return done;
}

int fsync(int file) { find(); return watched_sync(file, real_fsync); }
int fdatasync(int file) { find(); return watched_sync(file, real_fdatasync); }

int ftruncate64(int file, off64_t length) {
  char name[60];
  int done;
  if (!name_of(file, name)) return real_ftruncate(file, length);
  HELD(done = real_ftruncate(file, length); if (!done) keep(CUT, name, 0, length, NULL))
  return done;
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

int unlink(const char *path) {
  char name[60];
  int done;
  find();
  if (!named(path, name)) return real_unlink(path);
  HELD(done = real_unlink(path); if (!done) keep(REMOVE, name, 0, 0, NULL))
  return done;
}
