package dev.ferry.api.swap;

import dev.ferry.api.FerryException;
import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.memory.MemoryGeometry;

/**
 * Keeps the swap devices of guests: a folder, a server, several servers. A host opens one and keeps it; any thread.
 */
public interface SwapStore extends AutoCloseable {

    /** What {@link #CHOICE} says where guests keep all their pages in memory. */
    String NONE = "none";

    /** Which store a host uses. */
    Setting<String> CHOICE = Setting.text("ferry.swap", NONE,
            "where cold pages of guests lie: the name of a swap store, or " + NONE);

    /**
     * The device of a guest, whether or not it holds anything yet. Takes no lease: it can be read from, and written
     * once {@link SwapDevice#attach} or {@link SwapDevice#takeOver} was called. Called once per guest and host; the
     * caller closes it.
     *
     * @param guestId unique among the guests of all hosts that use this store
     * @param geometry the shape of its memory: a slot has the size of a page, and there is one for each
     * @throws FerryException of {@link dev.ferry.api.ErrorCode#SWAP_UNREACHABLE} or
     *         {@link dev.ferry.api.ErrorCode#SWAP_DAMAGED}; nothing is kept open
     */
    SwapDevice open(String guestId, MemoryGeometry geometry);

    /** Ends the connections of this store. Its devices are closed before. May be called twice. */
    @Override
    void close();

    /** Finds a store by name, e.g. {@code file} or {@code redis}. */
    interface Provider extends PluginProvider<SwapStore> {}
}
