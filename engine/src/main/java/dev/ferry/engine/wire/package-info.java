/**
 * The wire protocol of {@code docs/wire-protocol.md}: frames, the messages in them, and runs of pages on a lane. Knows
 * lanes and bytes, and nothing of sessions or guests.
 */
@NullMarked
package dev.ferry.engine.wire;

import org.jspecify.annotations.NullMarked;
