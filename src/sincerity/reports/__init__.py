"""Results as one page: answer, figures, what was assumed, what it cannot say."""
