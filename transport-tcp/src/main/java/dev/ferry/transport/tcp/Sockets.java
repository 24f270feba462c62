package dev.ferry.transport.tcp;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/** What the JDK leaves to its callers. */
final class Sockets {

    /** When TCP asks an idle peer whether it is still there: after 10 s, then 3 times, every 5 s. */
    private static final Map<SocketOption<Integer>, Integer> KEEPALIVE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 10,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 5,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

    private Sockets() {}

    /**
     * Sets what every connection of a link has: nothing waits to be sent with what comes later, and a peer that dies
     * without a word is noticed. Where the system does not let a connection choose, its own times for that hold.
     */
    static void configure(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (Map.Entry<SocketOption<Integer>, Integer> option : KEEPALIVE.entrySet()) {
            if (channel.supportedOptions().contains(option.getKey())) {
                channel.setOption(option.getKey(), option.getValue());
            }
        }
    }

    /** Closes a connection that nobody needs any more: an error changes nothing for anybody. */
    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // The descriptor is given back even so.
        }
    }

    /** Why an operation failed, in words: several exceptions of channels carry no message. */
    static String reason(IOException cause) {
        return switch (cause) {
            case ClosedByInterruptException _ -> "its thread was interrupted, which closes the connection";
            case ClosedChannelException _ -> "this end has closed it";
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
    }
}
