/** The scheduler {@code block-first}. */
@NullMarked
package example.blocks;

import org.jspecify.annotations.NullMarked;
