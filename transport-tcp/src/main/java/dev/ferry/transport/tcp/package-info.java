/**
 * Links over TCP. Start at {@link dev.ferry.transport.tcp.TcpTransport}; how connections become a link is in
 * {@code docs/wire-protocol.md}, section "TCP preamble".
 */
@NullMarked
package dev.ferry.transport.tcp;

import org.jspecify.annotations.NullMarked;
