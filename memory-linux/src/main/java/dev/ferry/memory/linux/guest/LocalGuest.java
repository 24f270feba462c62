package dev.ferry.memory.linux.guest;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.Balloon;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.LinuxMemorySource;
import dev.ferry.workload.GuestPlatform;
import java.util.Optional;

/** A guest whose memory is all here: it can be migrated away. */
final class LocalGuest implements GuestPlatform.Source {

    private final GuestMemory memory;
    private final LinuxMemorySource source;
    private final ProcessGuest guest;

    /** Takes over the memory, and closes it with itself. */
    LocalGuest(String guestId, GuestMemory memory) {
        this.memory = memory;
        this.source = new LinuxMemorySource(memory);
        this.guest = new ProcessGuest(guestId, memory);
        guest.discardBy(source::canDiscard, source::discard);
    }

    ProcessGuest guest() {
        return guest;
    }

    @Override
    public LinuxMemorySource memory() {
        return source;
    }

    @Override
    public GuestControl control() {
        return guest;
    }

    @Override
    public Optional<Balloon> balloon() {
        return guest.balloon();
    }

    @Override
    public Optional<String> prove() {
        return guest.prove();
    }

    @Override
    public void close() {
        guest.end();
        guest.awaitEnd();
        source.stopDirtyLog();
        memory.close();
    }
}
