"""The pages: each the answer to one question, in the order an officer asks them."""
