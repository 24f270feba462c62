/**
 * Migrations that are described in a file: a guest, what it does, a link, and in which ways it is moved. A scenario is
 * read whole and checked before anything is simulated, and always comes to the same figures.
 */
@NullMarked
package dev.ferry.simulator.scenario;

import org.jspecify.annotations.NullMarked;
