/**
 * The papers' experiments, run on modelled hosts, and what came of them beside what the papers have. A model is fixed by
 * the paper's set-up, never by the wished result; what the paper does not say is named, with where its value comes from.
 */
@NullMarked
package dev.ferry.simulator.paper;

import org.jspecify.annotations.NullMarked;
