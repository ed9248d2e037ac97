# SPDX-License-Identifier: GPL-2.0-only
# ends.sh: dom0 is both ends of a disk, xvda, and of a network interface. Source it, after
# ./guests, ./blkself.sh and ./tap.sh.
#   ends               makes them; two points
#   out DRIVER         it gives up its device and is unloaded
#   connected DRIVER   whether both ends of its device are
#   works DRIVER SEED  waits for that, and moves data to the disk and back
vif=/local/domain/0/device/vif/0

ends() {
	for m in xen-blkback xen-blkfront bridge xen-netback xen-netfront; do modprobe $m; done
	ip link add xenbr0 type bridge
	image 0 4
	attach xvda 0
	ok $? "a disk is attached"
	xl network-attach 0 mac=00:16:3e:01:02:03 bridge=xenbr0 script=/tests/hot_vif
	soon 20 connected xen-netback
	ok $? "an interface is attached"
}
bus() {
	case $1 in
	xen-blkback) echo /sys/bus/xen-backend/drivers/vbd ;;
	xen-netback) echo /sys/bus/xen-backend/drivers/vif ;;
	xen-blkfront) echo /sys/bus/xen/drivers/vbd ;;
	xen-netfront) echo /sys/bus/xen/drivers/vif ;;
	esac
}
out() {
	for o_dev in "$(bus "$1")"/v??-*; do
		[ -e "$o_dev" ] && echo "${o_dev##*/}" >"${o_dev%/*}/unbind"
	done
	[ ! -d "/sys/module/$(echo "$1" | tr - _)" ] || rmmod "$1"
}
connected() {
	case $1 in
	xen-blk*) state "$(front xvda)" 4 && state "$(back xvda)" 4 && test -b /dev/xvda ;;
	*) state $vif 4 && state /local/domain/0/backend/vif/0/0 4 ;;
	esac
}
works() {
	soon 10 connected "$1" || return 1
	case $1 in
	xen-blk*) ./blkio write /dev/xvda "$2" 4096 8 64 && ./blkio check /dev/loop0 "$2" 4096 8 64 ;;
	esac
}
