package dev.ferry.benchmarks;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.engine.SourceEnd;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.LinuxMemorySource;
import dev.ferry.transport.tcp.TcpOptions;
import dev.ferry.transport.tcp.TcpTransport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** A guest at the source that does nothing, with memory that does not compress. It can be migrated again and again. */
final class SourceGuest implements GuestControl, AutoCloseable {

    private final GuestMemory memory;
    private final MemorySource source;

    SourceGuest(long bytes) {
        this.memory = new GuestMemory(
                MemoryGeometry.flat(GuestMemory.PAGE_SIZE_BYTES, bytes / GuestMemory.PAGE_SIZE_BYTES),
                GuestMemory.Backing.ANONYMOUS);
        this.source = new LinuxMemorySource(memory);
        SplittableRandom random = new SplittableRandom(bytes);
        for (long offset = 0; offset < bytes; offset += Long.BYTES) {
            memory.segment().set(ValueLayout.JAVA_LONG, offset, random.nextLong());
        }
    }

    MemorySegment memory() {
        return memory.segment();
    }

    /** Migrates it to a destination that listens. */
    void migrate(String address, MigrationStrategy strategy, int bulkConnections) {
        SourceEnd.builder().guest("benchmark", source, this).strategy(strategy)
                .transport(new TcpTransport(TcpOptions.DEFAULTS.withBulkConnections(bulkConnections)),
                        address)
                .build().migrate();
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public byte[] saveState() {
        return new byte[0];
    }

    @Override
    public void loadState(byte[] state) {}

    @Override
    public void close() {
        memory.close();
    }
}
