/**
 * What every part of Ferry shares: errors, settings, and how a plugin is found by name.
 */
@NullMarked
package dev.ferry.api;

import org.jspecify.annotations.NullMarked;
