/**
 * The wire as the engine sees it: a transport makes links, a link has one urgent and some bulk lanes.
 */
@NullMarked
package dev.ferry.api.transport;

import org.jspecify.annotations.NullMarked;
