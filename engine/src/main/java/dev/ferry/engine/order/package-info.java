/**
 * In which order a guest uses its memory: watched while it runs at the source, so that what it used last is pushed
 * first (Hines et al. 2009, section 4.3), and recorded where it has arrived, for its next migration.
 */
@NullMarked
package dev.ferry.engine.order;

import org.jspecify.annotations.NullMarked;
