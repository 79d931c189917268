#!/bin/busybox sh
# The guest's first process: loads what the disks need, mounts them, and hands over to systemd.
busybox mount -t devtmpfs devtmpfs /dev
busybox mount -t proc proc /proc
# Asked only whether the machine works at all.
if busybox grep -q cellblock.try /proc/cmdline; then
  echo '{"event":"over"}' >/dev/ttyS1
  busybox poweroff -f
fi
while read -r module; do busybox insmod "/modules/$module" || echo "cannot load $module"; done </modules/order
busybox mount -t ext4 /dev/vda /system || exec busybox sh -c 'echo "no system disk"; busybox poweroff -f'
busybox mount -t ext4 /dev/vdb /system/srv || exec busybox sh -c 'echo "no second disk"; busybox poweroff -f'
# A guest that is to enforce a policy finds it on the second disk.
if busybox grep -q security=selinux /proc/cmdline; then
  busybox mount -o bind /system/srv/selinux /system/etc/selinux || echo "no SELinux policy"
fi
busybox umount /proc
exec busybox switch_root /system /sbin/init
