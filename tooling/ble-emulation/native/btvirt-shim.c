/*
 * Loaded into btvirt (BlueZ 5.66) with LD_PRELOAD.
 *
 * btvirt opens sockets to the cryptography of the kernel (AF_ALG) at its start and ends where there are none, as in many
 * containers; only pairing uses them. Here they are /dev/null. And it listens at fixed paths below /tmp: here below
 * BTVIRT_FOLDER, so that several can run at once.
 *
 * Its controllers can have several connections, but it mixes up their handles: a peripheral is told the handle of the
 * central, while its own controller knows the connection by the first handle there is, and what it sends arrives at the central
 * under that one too. So handles are put right on their way: the first client is the central, all others are peripherals with one
 * connection each. What btvirt writes follows from what it read last: it has one thread, and keeps nothing for later.
 *
 * Packets: Bluetooth Core Specification 5.4, Vol 4, Part A, section 2 (UART), and Part E, sections 5.4 and 7.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

enum { COMMAND = 1, DATA = 2, EVENT = 4 };
enum { FIRST_HANDLE = 42, CLIENTS = 256 };

static const char fixed[] = "/tmp/bt-server-";

/* A client, by its file descriptor: where its input is in a packet, and the handle of a peripheral's connection at the central. */
static struct {
  int is_open;
  uint8_t packet[8];
  unsigned position;
  unsigned end;
  uint16_t handle;
} clients[CLIENTS];
static int central = -1;
static int cause = -1;

static int is_client(int fd) { return fd >= 0 && fd < CLIENTS && clients[fd].is_open; }
static int is_peripheral(int fd) { return is_client(fd) && fd != central; }

static void set_handle(uint8_t *at, uint16_t handle) {
  at[0] = handle & 0xff;
  at[1] = (at[1] & 0xf0) | (handle >> 8);
}

/* What a peripheral sends about its connection is about the one that its controller knows. Reads come in pieces. */
static void correct_input(int fd, uint8_t *bytes, ssize_t count) {
  for (ssize_t at = 0; at < count; at++) {
    typeof(clients[0]) *client = &clients[fd];
    uint8_t *packet = client->packet;
    unsigned position = client->position++;
    if (position < sizeof client->packet) packet[position] = bytes[at];
    if (position == 0) client->end = 4;
    if (packet[0] == COMMAND && position == 3) client->end = 4 + packet[3];
    if (packet[0] == DATA && position == 3) client->end = 5;
    if (packet[0] == DATA && position == 4) client->end = 5 + (packet[3] | packet[4] << 8);
    /* Data, and the commands "Disconnect" (0x0406) and "Read RSSI" (0x1405), whose first parameter is a handle. */
    int opcode = packet[1] | packet[2] << 8;
    unsigned handle_at = packet[0] == DATA ? 1 : opcode == 0x0406 || opcode == 0x1405 ? 4 : 0;
    if (handle_at > 0 && position == handle_at) bytes[at] = FIRST_HANDLE;
    if (handle_at > 0 && position == handle_at + 1) bytes[at] &= packet[0] == DATA ? 0xf0 : 0;
    if (client->position == client->end) client->position = 0;
  }
}

static void correct_output(int fd, uint8_t *packet, size_t size) {
  int peripheral = is_peripheral(fd) ? fd : is_peripheral(cause) ? cause : -1;
  if (peripheral < 0) return;
  uint16_t *handle = &clients[peripheral].handle;
  int is_complete = size >= 7 && packet[0] == EVENT && packet[1] == 0x3e && (packet[3] == 1 || packet[3] == 10);
  /* "LE Connection Complete" tells a peripheral the handle of the central. */
  if (is_complete && fd == peripheral) *handle = packet[5] | packet[6] << 8;
  if (size >= 5 && packet[0] == DATA) set_handle(packet + 1, *handle);
  /* "Disconnection Complete" to both, "Number Of Completed Packets" to the peripheral. */
  if (size >= 7 && packet[0] == EVENT && packet[1] == 0x05) set_handle(packet + 4, *handle);
  if (size >= 8 && packet[0] == EVENT && packet[1] == 0x13 && fd == peripheral) set_handle(packet + 4, *handle);
}

/* Ends with the process that started it, however that ends. */
__attribute__((constructor)) static void follow_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }

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

int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags) {
  int (*real)(int, struct sockaddr *, socklen_t *, int) = dlsym(RTLD_NEXT, "accept4");
  int client = real(fd, address, size, flags);
  if (client < 0 || client >= CLIENTS) return client;
  memset(&clients[client], 0, sizeof clients[client]);
  clients[client].is_open = 1;
  if (central < 0) central = client;
  return client;
}

int accept(int fd, struct sockaddr *address, socklen_t *size) { return accept4(fd, address, size, 0); }

int close(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "close");
  if (is_client(fd)) clients[fd].is_open = 0;
  return real(fd);
}

ssize_t recv(int fd, void *bytes, size_t size, int flags) {
  ssize_t (*real)(int, void *, size_t, int) = dlsym(RTLD_NEXT, "recv");
  ssize_t count = real(fd, bytes, size, flags);
  if (is_client(fd)) cause = fd;
  if (is_peripheral(fd)) correct_input(fd, bytes, count);
  return count;
}

/* A packet each, in several parts. */
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  ssize_t (*real)(int, const struct msghdr *, int) = dlsym(RTLD_NEXT, "sendmsg");
  uint8_t packet[4096];
  size_t size = 0;
  if (!is_client(fd)) return real(fd, message, flags);
  for (size_t part = 0; part < message->msg_iovlen; part++) {
    const struct iovec *bytes = &message->msg_iov[part];
    if (size + bytes->iov_len > sizeof packet) return real(fd, message, flags);
    memcpy(packet + size, bytes->iov_base, bytes->iov_len);
    size += bytes->iov_len;
  }
  correct_output(fd, packet, size);
  struct iovec whole = {.iov_base = packet, .iov_len = size};
  struct msghdr corrected = {.msg_iov = &whole, .msg_iovlen = 1};
  return real(fd, &corrected, flags);
}
