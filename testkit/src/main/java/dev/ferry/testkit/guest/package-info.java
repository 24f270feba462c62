/**
 * A guest made of software: its memory lies in the JVM and is touched only through an accessor that traps, so it runs
 * on any operating system. Begin at {@link dev.ferry.testkit.guest.SoftwareGuest#start(long, long)} for the source and
 * {@link dev.ferry.testkit.guest.SoftwareGuestPlatform} for the destination.
 */
@NullMarked
package dev.ferry.testkit.guest;

import org.jspecify.annotations.NullMarked;
