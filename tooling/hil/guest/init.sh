#!/busybox sh
# The first program of the machine. It goes over to the host's file system, read-only under a layer in memory, and runs there
# what the kernel command line names after "bench=".
b=/busybox
$b mount -t proc proc /proc
$b mount -t devtmpfs dev /dev
while read -r module; do $b insmod "/modules/$module"; done </modules/order
$b mount -t 9p -o trans=virtio,version=9p2000.L,cache=loose,msize=512000,ro root /host
$b mount -t tmpfs tmpfs /tmp
$b mkdir /tmp/upper /tmp/work
$b mount -t overlay -o lowerdir=/host,upperdir=/tmp/upper,workdir=/tmp/work overlay /root
bench=$($b sed 's/.*bench=\([^ ]*\).*/\1/' /proc/cmdline)
$b umount /proc
$b umount /dev
exec $b switch_root /root /bin/sh "$bench"
