int cents(double euros) { int result = euros * 100; return result; }
