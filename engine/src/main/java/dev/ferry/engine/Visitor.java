package dev.ferry.engine;

import dev.ferry.api.transport.Link;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.MessageReader;

/**
 * A peer that has said what it comes for.
 *
 * @param reader of the urgent lane, which has read what it said
 * @param first what it said first
 */
record Visitor<M extends Message>(Link link, MessageReader reader, M first) {}
