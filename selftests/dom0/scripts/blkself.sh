# SPDX-License-Identifier: GPL-2.0-only
# blkself.sh: dom0 as back-end and front-end of one disk. Source it, after ./guests.
#   image N MIB        makes /run/N.img and /dev/loopN
#   attach DEV N       xvdDEV is served from /dev/loopN; detach DEV
#   number DEV         its number in xenstore
#   soon SECONDS COMMAND...   waits until the command succeeds
modprobe loop
mkdir -p /run/lock

number() { case $1 in xvda) echo 51712 ;; xvdb) echo 51728 ;; xvdc) echo 51744 ;; esac }
front() { echo "/local/domain/0/device/vbd/$(number "$1")"; }
back() { echo "/local/domain/0/backend/vbd/0/$(number "$1")"; }
figure() { cat "/sys/bus/xen-backend/devices/vbd-0-$(number "$1")/statistics/$2"; }
read_node() { xenstore-read "$1" 2>/dev/null; }

soon() {
	soon_left=$(($1 * 5))
	shift
	until "$@" >/dev/null 2>&1; do
		sleep 0.2
		soon_left=$((soon_left - 1))
		[ $soon_left -gt 0 ] || return 1
	done
}

image() {
	dd if=/dev/zero of="/run/$1.img" bs=1M count=0 seek="$2" 2>/dev/null
	losetup "/dev/loop$1" "/run/$1.img"
}

attach() {
	timeout 60 xl block-attach 0 "format=raw,vdev=$1,access=${3:-rw},backendtype=phy,script=/tests/hot_block,target=/dev/loop$2" &&
		soon 20 test -b "/dev/$1"
}

busy() { [ "$(awk '{ print $1 + $2 }' "/sys/block/$1/inflight")" -gt 8 ]; }

# A driver is in use as long as it has devices.
unload() {
	case $1 in xen-blkback) u=/sys/bus/xen-backend/drivers/vbd ;; *) u=/sys/bus/xen/drivers/vbd ;; esac
	for u_dev in "$u"/vbd-*; do
		[ -e "$u_dev" ] && echo "${u_dev##*/}" >"$u/unbind"
	done
	rmmod "$1"
}

gone_dev() { ! [ -e "/sys/block/$1" ]; }
gone_bus() { ! [ -e "/sys/bus/xen/devices/vbd-$(number "$1")" ] && ! [ -e "/sys/bus/xen-backend/devices/vbd-0-$(number "$1")" ]; }
# To unbind a device that the kernel's xenbus is just removing would block it for ever: whoever
# unbinds holds the device and waits for the thread of the watches, which waits for the device.
detach() { timeout 60 xl block-detach 0 "$1" && soon 20 gone_dev "$1" && soon 20 gone_bus "$1"; }
state() { [ "$(read_node "$1/state")" = "$2" ]; }

# load ARGUMENT...: blkio in the background; loaded SECONDS: its status, or 1 with what hangs.
load() {
	rm -f /tmp/loaded
	{ ./blkio "$@" >/tmp/load 2>&1; echo $? >/tmp/loaded; } &
}

loaded() {
	soon "$1" test -s /tmp/loaded || { echo "# it hangs"; blocked; return 1; }
	cat /tmp/load
	return "$(cat /tmp/loaded)"
}

blocked() {
	echo w >/proc/sysrq-trigger
	dmesg | tail -80 | sed 's/^/# /'
	xenstore-ls /local/domain/0 | sed 's/^/# /' | head -120
}
