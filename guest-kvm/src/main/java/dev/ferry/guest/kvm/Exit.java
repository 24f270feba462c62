package dev.ferry.guest.kvm;

/** Why a virtual CPU left the guest. */
sealed interface Exit {

    /** Somebody wants it to; nothing is pending. */
    record Interrupted() implements Exit {}

    /** The guest writes to a port. Pending until the CPU is entered again. */
    record PortWrite(int port) implements Exit {}

    /** The guest reads a port. Pending until the CPU is entered again; {@link VirtualCpu#answer} says what it reads. */
    record PortRead(int port) implements Exit {}

    /** The guest cannot go on. */
    record Broken(String reason) implements Exit {}
}
