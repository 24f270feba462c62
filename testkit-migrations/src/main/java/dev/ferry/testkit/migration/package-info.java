/**
 * Runs a composition with a guest that proves its memory, on the real engine, and gives back the recorded events. Begin
 * at {@link dev.ferry.testkit.migration.Migrations}.
 */
@NullMarked
package dev.ferry.testkit.migration;

import org.jspecify.annotations.NullMarked;
