/**
 * A guest made of software: its memory lies in the JVM and is touched only through an accessor that traps, so it runs
 * on any operating system. Begin at {@link dev.ferry.testkit.guest.SoftwareGuest#start(long, long)} for the source and
 * {@link dev.ferry.testkit.guest.SoftwareGuestPlatform} for the destination; how its touches of missing pages are seen
 * is a {@link dev.ferry.testkit.guest.TrapKind}. Beside it, the contract tests for guests of any kind:
 * {@link dev.ferry.testkit.guest.GuestControlContractTest} and {@link dev.ferry.testkit.guest.GuestHostContractTest}.
 */
@NullMarked
package dev.ferry.testkit.guest;

import org.jspecify.annotations.NullMarked;
