/**
 * A small virtual machine on KVM, in Java: what an integrator of a hypervisor has to write, in one place.
 * Start at {@link dev.ferry.guest.kvm.KvmGuestPlatform}; {@code KvmMemorySource} is how KVM's dirty log
 * becomes Ferry's, and {@code VirtualCpuThread} how a virtual CPU is paused, held and resumed.
 */
@NullMarked
package dev.ferry.guest.kvm;

import org.jspecify.annotations.NullMarked;
