package dev.ferry.guest.kvm;

import dev.ferry.memory.linux.nativecall.Errno;
import dev.ferry.memory.linux.nativecall.NativeCallException;
import java.util.Optional;

/**
 * Finds out whether KVM works on a machine, and what to do where it does not.
 *
 * @param system the operating system, as the JVM names it
 * @param architecture of the CPU, as the JVM names it
 * @param device the path of KVM's device
 */
record KvmProbe(String system, String architecture, String device) {

    /** Looks at this machine. */
    static KvmProbe ofThisMachine() {
        return new KvmProbe(System.getProperty("os.name"), System.getProperty("os.arch"), Kvm.DEVICE);
    }

    /** What is missing; empty where nothing is. */
    Optional<String> missing() {
        if (!system.equals("Linux") || !architecture.equals("amd64")) {
            return Optional.of("KVM guests run on Linux on amd64 (x86-64); this is " + system + " on "
                    + architecture);
        }
        try (Kvm kvm = Kvm.open(device)) {
            return kvm.apiVersion() == Kvm.API_VERSION ? missingIn(kvm) : Optional.of(otherVersion(kvm));
        } catch (NativeCallException refused) {
            return Optional.of(refusal(refused));
        }
    }

    private static Optional<String> missingIn(Kvm kvm) {
        return kvm.hasImmediateExit()
                ? Optional.empty()
                : Optional
                        .of("KVM of this kernel cannot pause a CPU without a race: use Linux 4.12 or newer");
    }

    private String otherVersion(Kvm kvm) {
        return device + " has API version " + kvm.apiVersion() + ", not " + Kvm.API_VERSION
                + ": use Linux 2.6.22 or newer";
    }

    private String refusal(NativeCallException refused) {
        if (refused.is(Errno.ENOENT)) {
            return "there is no " + device
                    + ": load the kernel module kvm_intel or kvm_amd; virtualization must be"
                    + " on in the firmware or, inside a virtual machine, nested virtualization at its host";
        }
        if (refused.is(Errno.EACCES) || refused.is(Errno.EPERM)) {
            return "this process may not open " + device + ": run as root, or join the group that owns it"
                    + " (most often kvm)";
        }
        return device + " does not work: " + refused.getMessage();
    }
}
