/**
 * Composition by name: plugins are discovered, settings are layered, and both ends are put together from them, by hand
 * or by Guice.
 */
@NullMarked
package dev.ferry.engine.compose;

import org.jspecify.annotations.NullMarked;
