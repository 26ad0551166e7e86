/*
 * Loaded into btvirt with LD_PRELOAD.
 *
 * btvirt opens sockets to the cryptography of the kernel (AF_ALG) at its start and ends where there are none, as in many
 * containers; only pairing uses them. Here they are /dev/null. And it listens at fixed paths below /tmp: here below
 * BTVIRT_FOLDER, so that several can run at once.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static const char fixed[] = "/tmp/bt-server-";

int socket(int domain, int type, int protocol) {
  int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");
  if (domain == AF_ALG) return open("/dev/null", O_RDWR | O_CLOEXEC);
  return real(domain, type, protocol);
}

int bind(int fd, const struct sockaddr *address, socklen_t size) {
  int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "bind");
  const char *folder = getenv("BTVIRT_FOLDER");
  const char *path = ((const struct sockaddr_un *)address)->sun_path;
  struct sockaddr_un moved = {.sun_family = AF_UNIX};
  if (address->sa_family == AF_ALG) return 0;
  if (!folder || address->sa_family != AF_UNIX || strncmp(path, fixed, strlen(fixed)) != 0)
    return real(fd, address, size);
  snprintf(moved.sun_path, sizeof moved.sun_path, "%s/%s", folder, path + strlen("/tmp/"));
  return real(fd, (const struct sockaddr *)&moved, sizeof moved);
}
