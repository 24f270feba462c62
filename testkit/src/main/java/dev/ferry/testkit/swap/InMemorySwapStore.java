package dev.ferry.testkit.swap;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.api.swap.SwapStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps swap devices in native memory of this JVM. Stores of one name reach the same devices, as two hosts do: for tests and
 * demos where source and destination are one process.
 */
public final class InMemorySwapStore implements SwapStore {

    private static final Map<String, Map<String, SharedSlots>> STORES = new ConcurrentHashMap<>();
    private static final AtomicInteger HOSTS = new AtomicInteger();

    private final Map<String, SharedSlots> devices;
    private final String host = "host " + HOSTS.incrementAndGet();

    /**
     * The store of a host.
     *
     * @param name shared with the other hosts
     */
    public InMemorySwapStore(String name) {
        devices = STORES.computeIfAbsent(name, unused -> new ConcurrentHashMap<>());
    }

    @Override
    public SwapDevice open(String guestId, MemoryGeometry geometry) {
        SharedSlots slots = devices.computeIfAbsent(guestId, unused -> new SharedSlots(guestId, geometry));
        slots.requireShape(geometry);
        return new InMemorySwapDevice(slots, host);
    }

    /** Does nothing: devices that are not erased stay for the other hosts. */
    @Override
    public void close() {}
}
