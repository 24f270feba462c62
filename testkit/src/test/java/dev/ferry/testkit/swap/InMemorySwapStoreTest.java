package dev.ferry.testkit.swap;

import dev.ferry.api.swap.SwapStore;
import java.util.UUID;

/** The in-memory store is one. */
class InMemorySwapStoreTest extends SwapDeviceContractTest {

    private final String name = UUID.randomUUID().toString();

    @Override
    protected SwapStore open() {
        return new InMemorySwapStore(name);
    }
}
