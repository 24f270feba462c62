/**
 * What a migration tells those who watch it.
 */
@NullMarked
package dev.ferry.api.event;

import org.jspecify.annotations.NullMarked;
