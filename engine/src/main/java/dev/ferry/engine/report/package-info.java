/** What a migration came to: the metrics of Hines et al. 2009, section 3, as text and as JSON. */
@NullMarked
package dev.ferry.engine.report;

import org.jspecify.annotations.NullMarked;
